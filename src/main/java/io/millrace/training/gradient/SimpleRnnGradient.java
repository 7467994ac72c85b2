package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.MatrixProducts;

/** The way back through {@link RecurrentLayer.SimpleRnn}: {@code h' = activation(z)}, {@code z = x·W + b + h·U}. */
final class SimpleRnnGradient implements CellGradient {
    private final Activation activation;
    private final int inputs;
    private final int units;
    private final InputGradient input;
    private final RecurrentProduct recurrent;
    private final WeightErrors errors;
    private final float[] dz; // [steps, rows, units]
    private final float[] h; // of the step at hand, [rows, units]
    private final float[] sums; // before the activation, the same

    SimpleRnnGradient(RecurrentLayer.SimpleRnn layer, int inputs, MatrixProducts products, int rows, int steps) {
        this.inputs = inputs;
        activation = layer.activation();
        units = layer.units();
        input = new InputGradient(products, inputs, units, layer.useBias());
        errors = new WeightErrors(products, units, steps * rows);
        recurrent = new RecurrentProduct(products, units, units, units, rows);
        dz = new float[steps * rows * units];
        h = new float[rows * units];
        sums = new float[rows * units];
    }

    @Override
    public void pack(float[] parameters, int at) {
        input.pack(parameters, at);
        recurrent.pack(parameters, at + inputs * units);
    }

    @Override
    public void step(Tape tape, int step, float[][] state) {
        int block = tape.rows() * units;
        float[] dh = state[0];
        System.arraycopy(tape.states, (step + 1) * block, h, 0, block);
        if (activation.needsArgument()) {
            tape.read(step, 1, units, sums);
        }
        ActivationGradient.apply(activation, tape.rows(), units, sums, h, dh);
        System.arraycopy(dh, 0, dz, step * block, block);
        recurrent.backward(tape, dz, step * block, dh);
    }

    @Override
    public void finish(Tape tape, float[] gradient, int at) {
        int recurrentAt = at + inputs * units;
        errors.pack(tape.input.cells(), dz);
        errors.addToKernel(units, tape.hidden, gradient, recurrentAt);
        input.backward(tape.input, dz, errors, gradient, at, recurrentAt + units * units);
    }
}
