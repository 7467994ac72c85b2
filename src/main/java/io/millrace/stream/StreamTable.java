package io.millrace.stream;

import java.util.function.Consumer;

/** The streams of one partition, by key. Linked within their rows: a million of them cost no objects. */
final class StreamTable {
    private static final int SMALLEST = 16; // a power of two

    private final StreamRows rows;
    private int[] buckets = new int[SMALLEST]; // the first row of each
    private int size;

    StreamTable(StreamRows rows) {
        this.rows = rows;
    }

    int size() {
        return size;
    }

    /** Null: none. */
    StreamState get(StreamKey key) {
        long word = key.word();
        long lastWord = key.lastWord();
        int row = buckets[bucket(spread(word, lastWord, key.isLong() ? key : null), buckets.length)];
        while (row != StreamRows.NONE && !rows.isNamed(row, key, word, lastWord)) {
            row = rows.link(row, StreamRows.SAME_BUCKET);
        }
        return row == StreamRows.NONE ? null : new StreamState(rows, row);
    }

    /** A stream whose key is not there yet. */
    void add(StreamState stream) {
        if (size == buckets.length) {
            grow();
        }
        link(stream.row, buckets);
        size++;
    }

    void remove(StreamState stream) {
        int bucket = bucket(stream.row, buckets);
        int next = rows.link(stream.row, StreamRows.SAME_BUCKET);
        if (buckets[bucket] == stream.row) {
            buckets[bucket] = next;
        } else {
            int before = buckets[bucket];
            while (rows.link(before, StreamRows.SAME_BUCKET) != stream.row) {
                before = rows.link(before, StreamRows.SAME_BUCKET);
            }
            rows.link(before, StreamRows.SAME_BUCKET, next);
        }
        size--;
    }

    void forEach(Consumer<StreamState> action) {
        for (int first : buckets) {
            for (int row = first; row != StreamRows.NONE; ) {
                int next = rows.link(row, StreamRows.SAME_BUCKET); // the action may link it anew
                action.accept(new StreamState(rows, row));
                row = next;
            }
        }
    }

    private void grow() {
        int[] larger = new int[2 * buckets.length];
        forEach(stream -> link(stream.row, larger));
        buckets = larger;
    }

    private void link(int row, int[] into) {
        int bucket = bucket(row, into);
        rows.link(row, StreamRows.SAME_BUCKET, into[bucket]);
        into[bucket] = row;
    }

    private int bucket(int row, int[] of) {
        long[] page = rows.page(row);
        int key = rows.at(row) + StreamRows.KEY;
        return bucket(spread(page[key], page[key + 1], rows.longKeys.get(row)), of.length);
    }

    /**
     * Keys that differ little are spread over all buckets: the last steps of MurmurHash3.
     *
     * @param longKey null: the words are all of it
     */
    private static long spread(long word, long lastWord, StreamKey longKey) {
        long hash = word * 0x9E3779B97F4A7C15L ^ lastWord;
        hash += longKey == null ? 0 : longKey.hashCode();
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        return (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
    }

    private static int bucket(long hash, int buckets) {
        return (int) (hash >>> Long.numberOfLeadingZeros(buckets) + 1);
    }
}
