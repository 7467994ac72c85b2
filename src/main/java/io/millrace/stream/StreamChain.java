package io.millrace.stream;

/** Streams in a row, one behind the other, linked within their rows: a stream is in one chain at a time. */
final class StreamChain {
    private final StreamRows rows;
    private int oldest = StreamRows.NONE;
    private int newest = StreamRows.NONE;
    private int size;

    StreamChain(StreamRows rows) {
        this.rows = rows;
    }

    int size() {
        return size;
    }

    /** {@link StreamRows#NONE}: there is none. */
    int oldest() {
        return oldest;
    }

    /** {@link StreamRows#NONE}: there is none. */
    int newest() {
        return newest;
    }

    int older(int row) {
        return rows.link(row, StreamRows.OLDER);
    }

    int newer(int row) {
        return rows.link(row, StreamRows.NEWER);
    }

    /** None is left. */
    void clear() {
        oldest = StreamRows.NONE;
        newest = StreamRows.NONE;
        size = 0;
    }

    void remove(int row) {
        connect(older(row), newer(row));
        size--;
    }

    /** @param before {@link StreamRows#NONE}: to the very front */
    void insertBehind(int before, int row) {
        int behind = before == StreamRows.NONE ? oldest : newer(before);
        connect(before, row);
        connect(row, behind);
        size++;
    }

    /** Either may be none: the other is at that end. */
    private void connect(int older, int newer) {
        if (older == StreamRows.NONE) {
            oldest = newer;
        } else {
            rows.link(older, StreamRows.NEWER, newer);
        }
        if (newer == StreamRows.NONE) {
            newest = older;
        } else {
            rows.link(newer, StreamRows.OLDER, older);
        }
    }
}
