package io.millrace.training.gradient;

import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;

/** The way back through {@link Layer.Dense}: {@code y = activation(z)}, {@code z = x·W + b}. */
final class DenseGradient implements LayerGradient {
    private final InputGradient product;
    private final Activation activation;
    private final int inputs;
    private final int units;
    private final float[] y; // [steps, rows, units]

    /** @param activation LINEAR where the errors are those of z already */
    DenseGradient(Layer.Dense layer, int inputs, Activation activation, Kernels kernels, int rows) {
        this.inputs = inputs;
        this.activation = activation;
        units = layer.units();
        product = new InputGradient(kernels, inputs, units, layer.useBias(), rows);
        y = new float[rows * units];
    }

    @Override
    public void pack(float[] parameters, int at) {
        product.pack(parameters, at);
    }

    @Override
    public void backward(Tape tape, float[] outputErrors, float[] gradient, int at, float[] inputErrors) {
        int rows = tape.steps * tape.rows;
        if (activation != Activation.LINEAR) {
            System.arraycopy(tape.outputs, tape.rows * units, y, 0, rows * units);
            ActivationGradient.apply(activation, rows, units, y, outputErrors);
        }
        product.backward(tape, outputErrors, gradient, at, at + inputs * units, inputErrors);
    }
}
