package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.OuterProductSum;

/**
 * With the reset gate behind the product, {@code ĥ = activation(x·Wh + bh + r ⊙ s)}, {@code s = h·Uh + ch}:
 * {@code dr = dĥ ⊙ s ⊙ σ'}, {@code ds = dĥ ⊙ r}.
 */
final class GruResetAfterGradient extends GruGradient {
    private final MatrixGradient recurrent;
    private final WeightErrors errors;
    private final OuterProductSum kernelSum;
    private final BiasSum biasSum;
    private final float[] ds; // of a block, [steps, rows, 3·units]: gradient with respect to h·U + c, gates z, r, h

    GruResetAfterGradient(RecurrentLayer.Gru layer, int inputs, int hidden, MatrixProducts products, int rows) {
        super(layer, inputs, hidden, products, rows);
        recurrent = new MatrixGradient(products, hidden, 3 * units);
        errors = new WeightErrors(products, 3 * units, BLOCK * rows);
        kernelSum = products.outerProductSum(hidden, 3 * units);
        biasSum = new BiasSum(products, layer.useBias() ? 3 * units : 0);
        ds = new float[dx.length];
    }

    @Override
    void packRecurrent(float[] parameters, int at) {
        recurrent.pack(parameters, at, 3 * units);
    }

    @Override
    void beginRecurrent() {
        kernelSum.clear();
        biasSum.clear();
    }

    @Override
    void recurrent(int rows, int step) {
        recurrent.toInputs(rows, ds, at(rows, step, 0), dh, 0);
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
    void collectRecurrent(Tape tape, int first, int cells) {
        errors.pack(cells, ds);
        errors.addTo(kernelSum, tape, first);
        biasSum.add(cells, ds);
    }

    @Override
    void finishRecurrent(float[] gradient, int at) {
        kernelSum.addTo(gradient, at, 3 * units);
        biasSum.addTo(gradient, at + (hidden + 1) * 3 * units);
    }
}
