package io.millrace.training.gradient;

import io.millrace.network.kernel.Activation;

/**
 * The way back through an activation by itself.
 *
 * @param activation LINEAR where the errors are those of its argument already
 */
record ElementGradient(Activation activation) implements ComputedPass.Gradient {
    @Override
    public void backward(Flow in, Flow out, float[] gradient) {
        if (in.learns()) {
            ActivationGradient.apply(activation, out.cells(), out.width(), in.values(), out.values(), out.errors());
            Columns.add(out.size(), in.errors(), out.errors());
        }
    }
}
