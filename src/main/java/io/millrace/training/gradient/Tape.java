package io.millrace.training.gradient;

/**
 * What a recurrent layer's way there left for the way back, time outside, rows inside, in the order in which the layer
 * went through time. Mutable, so that a warm training step allocates nothing.
 */
final class Tape {
    /** [steps, rows, inputs]. */
    final Flow input;

    /**
     * [steps, rows, copies · units]: h as it entered the recurrent product, dropout included, once for each of its masks;
     * {@link #states} where there is no dropout: it comes first there.
     */
    final float[] hidden;

    /** Floats from one row's step in {@link #hidden} to the next. */
    final int hiddenStride;

    /** [1 + steps, rows, stateSize]: before the first step, then after every step. */
    final float[] states;

    /** [steps, rows, traceSize]: see {@link io.millrace.network.kernel.StepKernel#step(int, float[], int)}. */
    final float[] trace;

    /** Floats of one row's step in {@link #trace}. */
    final int traceSize;

    /** [rows, copies · units]: what a recurrent dropout multiplies h by; null for none. */
    float[] dropout;

    Tape(Flow input, float[] hidden, int hiddenStride, float[] states, float[] trace, int traceSize) {
        this.input = input;
        this.hidden = hidden;
        this.hiddenStride = hiddenStride;
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

    /**
     * Errors with respect to the copies of h become those with respect to h itself.
     *
     * @param copies [rows, width], overwritten
     * @param errors [rows, units], to which they are added
     */
    void addToHidden(int width, float[] copies, int units, float[] errors) {
        if (dropout != null) {
            Columns.multiply(rows() * width, copies, dropout, copies);
        }
        if (width == units) {
            Columns.add(rows() * units, errors, copies);
            return;
        }
        for (int row = 0; row < rows(); row++) {
            for (int column = 0; column < width; column++) {
                errors[row * units + column % units] += copies[row * width + column];
            }
        }
    }
}
