package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.MatrixProducts;

/**
 * With the reset gate behind the product, {@code ĥ = activation(x·Wh + bh + r ⊙ s)}, {@code s = h·Uh + ch}:
 * {@code dr = dĥ ⊙ s ⊙ σ'}, {@code ds = dĥ ⊙ r}.
 */
final class GruResetAfterGradient extends GruGradient {
    private final MatrixGradient recurrent;
    private final BiasGradient bias;
    private final boolean useBias;
    private final float[] ds; // [steps, rows, 3·units]: gradient with respect to h·U + c, gates z, r, h

    GruResetAfterGradient(
            RecurrentLayer.Gru layer, int inputs, int hidden, MatrixProducts products, int rows, int steps) {
        super(layer, inputs, hidden, products, rows, steps);
        recurrent = new MatrixGradient(products, hidden, 3 * units);
        bias = new BiasGradient(products, steps * rows);
        useBias = layer.useBias();
        ds = new float[dx.length];
    }

    @Override
    void packRecurrent(float[] parameters, int at) {
        recurrent.pack(parameters, at, 3 * units);
    }

    @Override
    void addRecurrent(int rows, int step) {
        recurrent.addToInputs(rows, ds, at(rows, step, 0), dh, 0);
    }

    @Override
    void reset(int rows, int step) {
        int n = rows * units;
        Columns.write(rows, units, d, ds, at(rows, step, 0), 3 * units); // z's sum is one and the same
        Columns.multiply(n, dCandidate, recurrentPart, d);
        throughGate(rows, rSum, r);
        Columns.write(rows, units, d, dx, at(rows, step, 1), 3 * units);
        Columns.write(rows, units, d, ds, at(rows, step, 1), 3 * units);
        Columns.multiply(n, dCandidate, r, d);
        Columns.write(rows, units, d, ds, at(rows, step, 2), 3 * units);
    }

    @Override
    void addToRecurrentKernel(Tape tape, float[] gradient, int at) {
        int rows = tape.input.cells();
        recurrent.addToWeights(rows, tape.hidden, 0, ds, gradient, at);
        if (useBias) {
            bias.add(rows, 3 * units, ds, gradient, at + (hidden + 1) * 3 * units);
        }
    }
}
