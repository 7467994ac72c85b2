package io.millrace.network.kernel;

/**
 * The rows that wait for a step, and the outputs of the step taken last: one kernel's, or those of several that take turns, whose
 * rows then find the cache as the turn before left it.
 */
final class StepBuffers {
    /** [capacity, depth], and padded at the end, so that a vector may begin anywhere. */
    float[] rows = {};

    /** [capacity, outStep]. */
    float[] out = {};

    /** A kernel that is being made will use so many floats. */
    void reserve(int rowFloats, int outFloats) {
        if (rows.length < rowFloats + Arithmetic.WIDEST) {
            rows = new float[Math.addExact(rowFloats, Arithmetic.WIDEST)];
        }
        if (out.length < outFloats) {
            out = new float[outFloats];
        }
    }
}
