package io.millrace.stream;

import java.util.Optional;

/**
 * Streams for which memory has no room. What it holds is in the changelog, too, so nothing is lost with it. Belongs to one
 * thread.
 */
public interface StreamStore extends AutoCloseable {
    /** A stream and when it was heard of, in its partition's time. */
    record Quiet(StreamKey key, long heard) {}

    /** Takes a stream that it does not hold. */
    void put(int partition, StreamKey key, StreamSnapshot snapshot);

    /** Gives a stream back, and holds it no longer; empty: it does not hold it. */
    Optional<StreamSnapshot> take(int partition, StreamKey key);

    /** The partition's stream not heard of for the longest time. */
    Optional<Quiet> quietest(int partition);

    /** Gives up all streams of a partition. */
    void drop(int partition);

    /** Streams held. */
    int size();

    @Override
    void close();

    /** Of streams that are all in memory. */
    StreamStore NONE = new StreamStore() {
        @Override
        public void put(int partition, StreamKey key, StreamSnapshot snapshot) {
            throw new IllegalStateException("expected room in memory for stream " + key);
        }

        @Override
        public Optional<StreamSnapshot> take(int partition, StreamKey key) {
            return Optional.empty();
        }

        @Override
        public Optional<Quiet> quietest(int partition) {
            return Optional.empty();
        }

        @Override
        public void drop(int partition) {}

        @Override
        public int size() {
            return 0;
        }

        @Override
        public void close() {}
    };
}
