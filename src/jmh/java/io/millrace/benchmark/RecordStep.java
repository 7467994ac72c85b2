package io.millrace.benchmark;

/** A step of one stream, as peers take it: a record at a time, its state given and taken. */
interface RecordStep extends AutoCloseable {
    /**
     * @param x [inputs]
     * @param state [h, c], overwritten
     * @param y [outputs], overwritten
     */
    void step(float[] x, float[] state, float[] y);

    @Override
    default void close() {}
}
