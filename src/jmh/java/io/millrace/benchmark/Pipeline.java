package io.millrace.benchmark;

/** One who turns points into predictions exactly once, from when it is made until it is closed. */
interface Pipeline extends AutoCloseable {
    /** Points done with so far, from any thread. */
    long events();

    /** Whose CPU time is that of reading, deciding and handing over. */
    Thread worker();

    @Override
    void close();
}
