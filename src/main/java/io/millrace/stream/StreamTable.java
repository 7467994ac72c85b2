package io.millrace.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The streams of one partition, by key and in the order in which they were last heard of. Both are links within the streams
 * themselves: a million of them cost no further objects.
 */
final class StreamTable {
    private static final int SMALLEST = 16; // a power of two
    private static final int GOLDEN = 0x9E3779B9; // keys that differ little are spread over all buckets

    private StreamState[] buckets = new StreamState[SMALLEST];
    private int size;
    private StreamState oldest;
    private StreamState newest;

    int size() {
        return size;
    }

    /** Null: none. */
    StreamState get(StreamKey key) {
        StreamState stream = buckets[bucket(key)];
        while (stream != null && !stream.key.equals(key)) {
            stream = stream.sameBucket;
        }
        return stream;
    }

    /** A stream whose key is not there yet, as the one last heard of. */
    void add(StreamState stream) {
        if (size == buckets.length) {
            grow();
        }
        link(stream);
        append(stream);
        size++;
    }

    void remove(StreamState stream) {
        int bucket = bucket(stream.key);
        if (buckets[bucket] == stream) {
            buckets[bucket] = stream.sameBucket;
        } else {
            StreamState before = buckets[bucket];
            while (before.sameBucket != stream) {
                before = before.sameBucket;
            }
            before.sameBucket = stream.sameBucket;
        }
        detach(stream);
        size--;
    }

    /** The stream was heard of, most often just now. */
    void touch(StreamState stream) {
        detach(stream);
        StreamState before = newest;
        while (before != null && before.heard > stream.heard) {
            before = before.older;
        }
        insertBehind(before, stream);
    }

    /** The stream comes back after a long time: its place is among those not heard of for the longest. */
    void setBack(StreamState stream) {
        detach(stream);
        StreamState behind = oldest;
        while (behind != null && behind.heard < stream.heard) {
            behind = behind.newer;
        }
        insertBehind(behind == null ? newest : behind.older, stream);
    }

    /** Brings all streams into the order in which they were last heard of, as far as they are not. */
    void arrange() {
        List<StreamState> streams = new ArrayList<>(size);
        forEach(streams::add);
        streams.sort(Comparator.comparingLong(stream -> stream.heard));
        oldest = null;
        newest = null;
        streams.forEach(this::append);
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

    /** The one not heard of for the longest time; null: there is none. */
    StreamState oldest() {
        return oldest;
    }

    void forEach(Consumer<StreamState> action) {
        for (StreamState stream = oldest; stream != null; stream = stream.newer) {
            action.accept(stream);
        }
    }

    private int bucket(StreamKey key) {
        return key.hashCode() * GOLDEN >>> Integer.numberOfLeadingZeros(buckets.length) + 1;
    }

    private void grow() {
        buckets = new StreamState[2 * buckets.length];
        forEach(this::link);
    }

    private void link(StreamState stream) {
        int bucket = bucket(stream.key);
        stream.sameBucket = buckets[bucket];
        buckets[bucket] = stream;
    }

    private void append(StreamState stream) {
        stream.older = newest;
        stream.newer = null;
        if (newest == null) {
            oldest = stream;
        } else {
            newest.newer = stream;
        }
        newest = stream;
    }

    private void detach(StreamState stream) {
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
}
