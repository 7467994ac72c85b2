package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.MatrixProducts;
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
    private final float[] dGates; // [steps, rows, 2·units]
    private final float[] dCandidates; // [steps, rows, units]
    private final float[] resets; // [steps, rows, units]: r ⊙ h
    private final float[] ds; // [rows, units]
    private final float[] weights; // [hidden, 2·units]

    GruResetBeforeGradient(
            RecurrentLayer.Gru layer, int inputs, int hidden, MatrixProducts products, int rows, int steps) {
        super(layer, inputs, hidden, products, rows, steps);
        gates = new MatrixGradient(products, hidden, 2 * units);
        candidates = new MatrixGradient(products, units, units);
        gateErrors = new WeightErrors(products, 2 * units, steps * rows);
        candidateErrors = new WeightErrors(products, units, steps * rows);
        dGates = new float[steps * rows * 2 * units];
        dCandidates = new float[steps * rows * units];
        resets = new float[steps * rows * units];
        ds = new float[rows * units];
        weights = new float[hidden * 2 * units];
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
        gates.addToInputs(rows, dGates, step * rows * 2 * units, dh, 0);
    }

    @Override
    void reset(int rows, int step) {
        int n = rows * units;
        int pair = step * rows * 2 * units;
        Columns.write(rows, units, d, dGates, pair, 2 * units);
        System.arraycopy(dCandidate, 0, dCandidates, step * n, n);
        System.arraycopy(recurrentPart, 0, resets, step * n, n);
        candidates.toInputs(rows, dCandidate, 0, ds, 0);
        Columns.multiply(n, ds, entered, d);
        throughGate(rows, rSum, r);
        Columns.write(rows, units, d, dx, at(rows, step, 1), 3 * units);
        Columns.write(rows, units, d, dGates, pair + units, 2 * units);
    }

    @Override
    void addToRecurrentKernel(Tape tape, float[] gradient, int at) {
        int rows = tape.input.cells();
        Arrays.fill(weights, 0f);
        gateErrors.pack(rows, dGates);
        gateErrors.addToKernel(hidden, tape.hidden, weights, 0);
        addColumns(hidden, 2 * units, gradient, at);
        Arrays.fill(weights, 0f);
        candidateErrors.pack(rows, dCandidates);
        candidateErrors.addToKernel(units, resets, weights, 0);
        addColumns(units, units, gradient, at + candidatesAt());
    }

    /** Adds the first {@code width} columns' weights to those of the recurrent kernel, which is 3·units wide. */
    private void addColumns(int rows, int width, float[] gradient, int at) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < width; column++) {
                gradient[at + row * 3 * units + column] += weights[row * width + column];
            }
        }
    }
}
