package io.millrace.stream;

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

    /** A stream whose key is not there yet, as the one last heard of: it is about to be. */
    void add(StreamState stream) {
        link(stream);
        place(stream, newest);
    }

    /** A stream whose key is not there yet, where it was heard of. */
    void insert(StreamState stream) {
        link(stream);
        place(stream, before(stream));
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

    /** The stream was heard of just now. */
    void touch(StreamState stream) {
        if (stream != newest) {
            detach(stream);
            place(stream, before(stream));
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
        forEach(this::enter);
    }

    private void link(StreamState stream) {
        if (size == buckets.length) {
            grow();
        }
        enter(stream);
        size++;
    }

    private void enter(StreamState stream) {
        int bucket = bucket(stream.key);
        stream.sameBucket = buckets[bucket];
        buckets[bucket] = stream;
    }

    /** The last one heard of no later; null: none. Most often it is the newest. */
    private StreamState before(StreamState stream) {
        StreamState before = newest;
        while (before != null && before.heard > stream.heard) {
            before = before.older;
        }
        return before;
    }

    /** @param before null: none */
    private void place(StreamState stream, StreamState before) {
        stream.older = before;
        stream.newer = before == null ? oldest : before.newer;
        if (stream.older == null) {
            oldest = stream;
        } else {
            stream.older.newer = stream;
        }
        if (stream.newer == null) {
            newest = stream;
        } else {
            stream.newer.older = stream;
        }
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
