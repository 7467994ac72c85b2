package io.millrace.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The streams of one partition that have not changed since they were last written down, in the order in which they were last
 * heard of. Linked within the streams themselves: a million of them cost no further objects.
 *
 * <p>Those that have changed are not among them: one that is heard of a thousand times between two checkpoints leaves its
 * place once and finds another once, and not with every point, which would touch its neighbours, too.
 */
final class QuietStreams {
    private static final Comparator<StreamState> BY_HEARD = Comparator.comparingLong(stream -> stream.heard);

    private StreamState oldest;
    private StreamState newest;

    /** The one not heard of for the longest time; null: there is none. */
    StreamState oldest() {
        return oldest;
    }

    /** As the one last heard of. */
    void append(StreamState stream) {
        insertBehind(newest, stream);
    }

    void remove(StreamState stream) {
        if (stream.older == null) {
            oldest = stream.newer;
        } else {
            stream.older.newer = stream.newer;
        }
        if (stream.newer == null) {
            newest = stream.older;
        } else {
            stream.newer.older = stream.older;
        }
        stream.older = null;
        stream.newer = null;
    }

    /** The stream was heard of, most often just now. */
    void touch(StreamState stream) {
        remove(stream);
        insertBehind(lastUpTo(stream.heard, newest), stream);
    }

    /** The stream comes back after a long time: its place is among those not heard of for the longest. */
    void setBack(StreamState stream) {
        remove(stream);
        StreamState behind = oldest;
        while (behind != null && behind.heard < stream.heard) {
            behind = behind.newer;
        }
        insertBehind(behind == null ? newest : behind.older, stream);
    }

    /** Streams that were written down find their places; the list is brought into order itself. */
    void merge(List<StreamState> written) {
        written.sort(BY_HEARD);
        StreamState before = newest;
        for (int i = written.size() - 1; i >= 0; i--) {
            StreamState stream = written.get(i);
            before = lastUpTo(stream.heard, before);
            insertBehind(before, stream);
        }
    }

    /** Brings all streams into the order in which they were last heard of, as far as they are not. */
    void arrange() {
        List<StreamState> streams = new ArrayList<>();
        for (StreamState stream = oldest; stream != null; stream = stream.newer) {
            streams.add(stream);
        }
        oldest = null;
        newest = null;
        merge(streams);
    }

    /** From there to the front, the first that was not heard of later; null: none. */
    private static StreamState lastUpTo(long heard, StreamState from) {
        StreamState stream = from;
        while (stream != null && stream.heard > heard) {
            stream = stream.older;
        }
        return stream;
    }

    /** @param before null: to the very front */
    private void insertBehind(StreamState before, StreamState stream) {
        stream.older = before;
        stream.newer = before == null ? oldest : before.newer;
        if (before == null) {
            oldest = stream;
        } else {
            before.newer = stream;
        }
        if (stream.newer == null) {
            newest = stream;
        } else {
            stream.newer.older = stream;
        }
    }
}
