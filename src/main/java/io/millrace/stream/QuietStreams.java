package io.millrace.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The streams of one partition that have not changed since they were last written down, in the order in which they were last
 * heard of.
 *
 * <p>Those that have changed are not among them: one that is heard of a thousand times between two checkpoints leaves its
 * place once and finds another once, and not with every point, which would touch its neighbours, too.
 */
final class QuietStreams {
    private static final Comparator<StreamState> BY_HEARD = Comparator.comparingLong(StreamState::heard);

    private final StreamRows rows;
    private final StreamChain chain;

    QuietStreams(StreamRows rows) {
        this.rows = rows;
        chain = new StreamChain(rows);
    }

    /** The one not heard of for the longest time; null: there is none. */
    StreamState oldest() {
        return chain.oldest() == StreamRows.NONE ? null : new StreamState(rows, chain.oldest());
    }

    /** As the one last heard of. */
    void append(StreamState stream) {
        chain.insertBehind(chain.newest(), stream.row);
    }

    void remove(StreamState stream) {
        chain.remove(stream.row);
    }

    /** The stream was heard of, most often just now. */
    void touch(StreamState stream) {
        remove(stream);
        chain.insertBehind(lastUpTo(stream.heard(), chain.newest()), stream.row);
    }

    /** The stream comes back after a long time: its place is among those not heard of for the longest. */
    void setBack(StreamState stream) {
        remove(stream);
        int behind = chain.oldest();
        while (behind != StreamRows.NONE && rows.heard(behind) < stream.heard()) {
            behind = chain.newer(behind);
        }
        chain.insertBehind(behind == StreamRows.NONE ? chain.newest() : chain.older(behind), stream.row);
    }

    /** Streams that were written down find their places; the list is brought into order itself. */
    void merge(List<StreamState> written) {
        written.sort(BY_HEARD);
        int before = chain.newest();
        for (int i = written.size() - 1; i >= 0; i--) {
            StreamState stream = written.get(i);
            before = lastUpTo(stream.heard(), before);
            chain.insertBehind(before, stream.row);
        }
    }

    /** Brings all streams into the order in which they were last heard of, as far as they are not. */
    void arrange() {
        List<StreamState> streams = new ArrayList<>();
        for (int row = chain.oldest(); row != StreamRows.NONE; row = chain.newer(row)) {
            streams.add(new StreamState(rows, row));
        }
        chain.clear();
        merge(streams);
    }

    /** From there to the front, the first that was not heard of later. */
    private int lastUpTo(long heard, int from) {
        int row = from;
        while (row != StreamRows.NONE && rows.heard(row) > heard) {
            row = chain.older(row);
        }
        return row;
    }
}
