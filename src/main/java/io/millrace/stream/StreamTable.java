package io.millrace.stream;

import java.util.function.Consumer;

/** The streams of one partition, by key. Linked within the streams themselves: a million of them cost no further objects. */
final class StreamTable {
    private static final int SMALLEST = 16; // a power of two
    private static final int GOLDEN = 0x9E3779B9; // keys that differ little are spread over all buckets

    private StreamState[] buckets = new StreamState[SMALLEST];
    private int size;

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

    /** A stream whose key is not there yet. */
    void add(StreamState stream) {
        if (size == buckets.length) {
            grow();
        }
        link(stream, buckets);
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
        stream.sameBucket = null;
        size--;
    }

    void forEach(Consumer<StreamState> action) {
        for (StreamState first : buckets) {
            StreamState stream = first;
            while (stream != null) {
                StreamState next = stream.sameBucket; // the action may link it anew
                action.accept(stream);
                stream = next;
            }
        }
    }

    private int bucket(StreamKey key) {
        return bucket(key, buckets.length);
    }

    private static int bucket(StreamKey key, int buckets) {
        return key.hashCode() * GOLDEN >>> Integer.numberOfLeadingZeros(buckets) + 1;
    }

    private void grow() {
        StreamState[] larger = new StreamState[2 * buckets.length];
        forEach(stream -> link(stream, larger));
        buckets = larger;
    }

    private static void link(StreamState stream, StreamState[] buckets) {
        int bucket = bucket(stream.key, buckets.length);
        stream.sameBucket = buckets[bucket];
        buckets[bucket] = stream;
    }
}
