package io.millrace.benchmark;

/** One of those who do the same work, on the caller's thread. */
interface Contender extends AutoCloseable {
    String name();

    /** The work, once: a time step of a batch, say. */
    void run();

    /** What the last run gave, to be compared before anything is timed. */
    float[] answer();

    @Override
    default void close() {}
}
