package io.millrace.training.gradient;

/**
 * What one layer's way there left for the way back, time outside, rows inside: step t of row r stands at t·rows + r.
 * Mutable, so that a warm training step allocates nothing.
 */
final class Tape {
    /** Rows and steps of this window, at most the capacities. */
    int rows;

    int steps;

    /** [steps, rows, inputs] from {@code inputAt}. */
    float[] input;

    int inputAt;

    /** [1 + steps, rows, units]: the state h (zeros for Dense) before the first step, then every step's output. */
    final float[] outputs;

    /** [1 + steps, rows, stateSize]: before the first step, then after every step. */
    final float[] states;

    /** [steps, rows, traceSize]: see {@link io.millrace.network.kernel.StepKernel#step(int, float[], int)}. */
    final float[] trace;

    Tape(float[] outputs, float[] states, float[] trace) {
        this.outputs = outputs;
        this.states = states;
        this.trace = trace;
    }
}
