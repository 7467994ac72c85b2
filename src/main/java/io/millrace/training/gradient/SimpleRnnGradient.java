package io.millrace.training.gradient;

import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;

/** The way back through {@link Layer.SimpleRnn}: {@code h' = activation(z)}, {@code z = x·W + b + h·U}. */
final class SimpleRnnGradient implements LayerGradient {
    private final Activation activation;
    private final int inputs;
    private final int units;
    private final InputGradient input;
    private final MatrixGradient recurrent;
    private final float[] dz; // [steps, rows, units]
    private final float[] dh; // [rows, units], of the step at hand
    private final float[] h; // [rows, units], the same

    SimpleRnnGradient(Layer.SimpleRnn layer, int inputs, Kernels kernels, int rows, int steps) {
        this.inputs = inputs;
        activation = layer.activation();
        units = layer.units();
        input = new InputGradient(kernels, inputs, units, layer.useBias(), steps * rows);
        recurrent = new MatrixGradient(kernels, units, units);
        dz = new float[steps * rows * units];
        dh = new float[rows * units];
        h = new float[rows * units];
    }

    @Override
    public void pack(float[] parameters, int at) {
        input.pack(parameters, at);
        recurrent.pack(parameters, at + inputs * units, units);
    }

    @Override
    public void backward(Tape tape, float[] outputErrors, float[] gradient, int at, float[] inputErrors) {
        int block = tape.rows * units;
        for (int step = tape.steps - 1; step >= 0; step--) {
            System.arraycopy(outputErrors, step * block, dh, 0, block);
            if (step + 1 < tape.steps) {
                recurrent.addToInputs(tape.rows, dz, (step + 1) * block, dh, 0);
            }
            System.arraycopy(tape.outputs, (step + 1) * block, h, 0, block);
            ActivationGradient.apply(activation, tape.rows, units, h, dh);
            System.arraycopy(dh, 0, dz, step * block, block);
        }
        int recurrentAt = at + inputs * units;
        recurrent.addToWeights(tape.steps * tape.rows, tape.outputs, 0, dz, gradient, recurrentAt);
        input.backward(tape, dz, gradient, at, recurrentAt + units * units, inputErrors);
    }
}
