package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.MatrixProducts;

/** The way back through {@link RecurrentLayer.SimpleRnn}: {@code h' = activation(z)}, {@code z = x·W + b + h·U}. */
final class SimpleRnnGradient implements CellGradient {
    private final Activation activation;
    private final int units;
    private final CellProducts products;
    private final float[] h; // of the step at hand, [rows, units]
    private final float[] sums; // before the activation, the same

    SimpleRnnGradient(RecurrentLayer.SimpleRnn layer, int inputs, MatrixProducts products, int rows) {
        activation = layer.activation();
        units = layer.units();
        this.products = new CellProducts(products, inputs, units, units, units, layer.useBias(), rows);
        h = new float[rows * units];
        sums = new float[rows * units];
    }

    @Override
    public void pack(float[] parameters, int at) {
        products.pack(parameters, at);
    }

    @Override
    public void begin(Tape tape) {
        products.begin(tape);
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
        System.arraycopy(dh, 0, products.dz, products.at(tape, step), block);
        products.backward(tape, step, dh);
    }

    @Override
    public void collect(Tape tape, int first, int steps) {
        products.collect(tape, first, steps);
    }

    @Override
    public void finish(float[] gradient, int at) {
        products.finish(gradient, at);
    }
}
