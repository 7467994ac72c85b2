package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.OuterProductSum;
import java.util.Arrays;

/**
 * With the reset gate before the product, {@code ĥ = activation(x·Wh + bh + s·Uh)}, {@code s = r ⊙ h}:
 * {@code ds = dĥ·Uhᵀ}, {@code dr = ds ⊙ h ⊙ σ'}, and {@code ds ⊙ r} goes on to h.
 */
final class GruResetBeforeGradient extends GruGradient {
    private final MatrixGradient gates; // of z and r, [hidden, 2·units]
    private final MatrixGradient candidates; // [units, units]
    private final WeightErrors gateErrors;
    private final WeightErrors candidateErrors;
    private final OuterProductSum gateSum;
    private final OuterProductSum candidateSum;

    // Of a block.
    private final float[] dGates; // [steps, rows, 2·units]
    private final float[] dCandidates; // [steps, rows, units]
    private final float[] resets; // [steps, rows, units]: r ⊙ h

    private final float[] ds; // [rows, units]

    GruResetBeforeGradient(RecurrentLayer.Gru layer, int inputs, int hidden, MatrixProducts products, int rows) {
        super(layer, inputs, hidden, products, rows);
        gates = new MatrixGradient(products, hidden, 2 * units);
        candidates = new MatrixGradient(products, units, units);
        gateErrors = new WeightErrors(products, 2 * units, BLOCK * rows);
        candidateErrors = new WeightErrors(products, units, BLOCK * rows);
        gateSum = products.outerProductSum(hidden, 2 * units);
        candidateSum = products.outerProductSum(units, units);
        dGates = new float[BLOCK * rows * 2 * units];
        dCandidates = new float[BLOCK * rows * units];
        resets = new float[BLOCK * rows * units];
        ds = new float[rows * units];
    }

    @Override
    void packRecurrent(float[] parameters, int at) {
        gates.pack(parameters, at, 3 * units);
        candidates.pack(parameters, at + candidatesAt(), 3 * units);
    }

    /** Where the candidate's columns begin in the rows of the last copy of h. */
    private int candidatesAt() {
        return (hidden - units) * 3 * units + 2 * units;
    }

    @Override
    void recurrent(int rows, int step) {
        Arrays.fill(dh, 0, rows * hidden, 0f);
        Columns.multiply(rows * units, ds, r, d);
        Columns.write(rows, units, d, dh, hidden - units, hidden);
        gates.addToInputs(rows, dGates, step % BLOCK * rows * 2 * units, dh, 0);
    }

    @Override
    void reset(int rows, int step) {
        int n = rows * units;
        int pair = step % BLOCK * rows * 2 * units;
        int at = step % BLOCK * n;
        Columns.write(rows, units, d, dGates, pair, 2 * units);
        System.arraycopy(dCandidate, 0, dCandidates, at, n);
        System.arraycopy(recurrentPart, 0, resets, at, n);
        candidates.toInputs(rows, dCandidate, 0, ds, 0);
        Columns.multiply(n, ds, entered, d);
        throughGate(rows, rSum, r);
        Columns.write(rows, units, d, dx, at(rows, step, 1), 3 * units);
        Columns.write(rows, units, d, dGates, pair + units, 2 * units);
    }

    @Override
    void beginRecurrent() {
        gateSum.clear();
        candidateSum.clear();
    }

    @Override
    void collectRecurrent(Tape tape, int first, int cells) {
        gateErrors.pack(cells, dGates);
        gateErrors.addTo(gateSum, tape, first);
        candidateErrors.pack(cells, dCandidates);
        candidateErrors.addTo(candidateSum, resets, 0, units);
    }

    @Override
    void finishRecurrent(float[] gradient, int at) {
        gateSum.addTo(gradient, at, 3 * units);
        candidateSum.addTo(gradient, at + candidatesAt(), 3 * units);
    }
}
