package io.millrace.training.gradient;

/**
 * What a recurrent layer's way there left for the way back, time outside, rows inside, in the order in which the layer
 * went through time. Mutable, so that a warm training step allocates nothing.
 */
final class Tape {
    /** [steps, rows, inputs]. */
    final Flow input;

    /** [steps, rows, units]: h as it entered the recurrent product, dropout included. */
    final float[] hidden;

    /** [1 + steps, rows, stateSize]: before the first step, then after every step. */
    final float[] states;

    /** [steps, rows, traceSize]: see {@link io.millrace.network.kernel.StepKernel#step(int, float[], int)}. */
    final float[] trace;

    /** Floats of one row's step in {@link #trace}. */
    final int traceSize;

    /** [rows, units]: what a recurrent dropout multiplies h by; null for none. */
    float[] dropout;

    Tape(Flow input, float[] hidden, float[] states, float[] trace, int traceSize) {
        this.input = input;
        this.hidden = hidden;
        this.states = states;
        this.trace = trace;
        this.traceSize = traceSize;
    }

    int rows() {
        return input.rows();
    }

    int steps() {
        return input.steps();
    }

    /** block [rows, units] = a part of the step's trace. */
    void read(int step, int part, int units, float[] block) {
        Columns.read(rows(), units, trace, step * rows() * traceSize + part * units, traceSize, block);
    }

    /** errors [rows, units] with respect to the masked h become those with respect to h itself. */
    void throughDropout(int units, float[] errors) {
        if (dropout != null) {
            Columns.multiply(rows() * units, errors, dropout, errors);
        }
    }
}
