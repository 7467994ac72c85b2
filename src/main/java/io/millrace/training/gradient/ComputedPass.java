package io.millrace.training.gradient;

import io.millrace.network.kernel.StepKernel;

/** A layer without a state, step by step with the kernel that serves; what comes back is its {@link Gradient}'s affair. */
final class ComputedPass implements NodePass {
    private static final float[] NO_STATE = {};

    /** The way back. */
    interface Gradient {
        default void pack(float[] parameters) {}

        /** Refuses, in one line, inputs that the layer has no output for. */
        default void requireInputs(Flow in) {}

        /** As {@link NodePass#backward}. */
        void backward(Flow in, Flow out, float[] gradient);
    }

    private final StepKernel kernel;
    private final int parametersAt;
    private final Gradient gradient;
    private final Flow in;
    private final Flow out;
    private final boolean maskZero;

    /** @param maskZero whether an input of 0 is padding */
    ComputedPass(StepKernel kernel, int parametersAt, Gradient gradient, Flow in, Flow out, boolean maskZero) {
        this.kernel = kernel;
        this.parametersAt = parametersAt;
        this.gradient = gradient;
        this.in = in;
        this.out = out;
        this.maskZero = maskZero;
    }

    @Override
    public void pack(float[] parameters) {
        kernel.pack(parameters, parametersAt);
        gradient.pack(parameters);
    }

    @Override
    public void begin() {
        out.beginLike(in);
        if (!out.isSequence()) {
            return;
        }
        if (!maskZero) {
            out.maskLike(in);
            return;
        }
        out.beginMask();
        for (int step = 0; step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                out.setCounts(step, row, in.counts(step, row) && in.values()[in.at(step, row)] != 0f);
            }
        }
    }

    @Override
    public void forward(float[] states, int at) {
        gradient.requireInputs(in);
        for (int step = 0; step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                kernel.load(row, in.values(), in.at(step, row), NO_STATE, 0);
            }
            kernel.step(in.rows());
            for (int row = 0; row < in.rows(); row++) {
                kernel.store(row, NO_STATE, 0, out.values(), out.at(step, row));
            }
        }
    }

    @Override
    public void backward(float[] weightGradient) {
        if (out.learns()) {
            gradient.backward(in, out, weightGradient);
        }
    }
}
