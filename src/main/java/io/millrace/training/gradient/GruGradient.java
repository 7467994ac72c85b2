package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.MatrixProducts;

/**
 * The way back through {@link RecurrentLayer.Gru}, as far as its two forms agree; every d is the gradient of the loss with respect
 * to a sum before its activation, σ the recurrent activation:
 *
 * <pre>{@code
 *   dh  = what comes from above + dh(t+1) ⊙ z(t+1) + what comes through the sums of t+1
 *   dĥ  = dh ⊙ (1 − z) ⊙ activation'
 *   dz  = dh ⊙ (h − ĥ) ⊙ σ'
 * }</pre>
 */
abstract class GruGradient implements CellGradient {
    final int inputs;
    final int units;
    final int hidden; // copies of h · units
    private final Activation activation;
    private final Activation recurrentActivation;
    private final InputGradient input;
    private final WeightErrors errors;

    /** Of a block, [steps, rows, 3·units]: gradient with respect to x·W + b, gates z, r, h. */
    final float[] dx;

    // Of the step at hand, [rows, units].
    final float[] dh; // [rows, hidden]: through the sums, to the h that entered them
    final float[] z;
    final float[] r;
    final float[] candidate;

    /** With reset_after h·Uh + ch, else r ⊙ h. */
    final float[] recurrentPart;

    final float[] before; // h
    final boolean sums; // whether a derivative takes these three, the arguments of the activations
    final float[] zSum;
    final float[] rSum;
    final float[] candidateSum;
    final float[] entered; // h as it entered the candidate's product
    final float[] dCandidate;
    final float[] d;

    GruGradient(RecurrentLayer.Gru layer, int inputs, int hidden, MatrixProducts products, int rows) {
        this.inputs = inputs;
        this.hidden = hidden;
        units = layer.units();
        activation = layer.activation();
        recurrentActivation = layer.recurrentActivation();
        input = new InputGradient(products, inputs, 3 * units, layer.useBias());
        errors = new WeightErrors(products, 3 * units, BLOCK * rows);
        int block = rows * units;
        dx = new float[BLOCK * block * 3];
        dh = new float[rows * hidden];
        z = new float[block];
        r = new float[block];
        candidate = new float[block];
        recurrentPart = new float[block];
        before = new float[block];
        sums = activation.needsArgument() || recurrentActivation.needsArgument();
        zSum = new float[block];
        rSum = new float[block];
        candidateSum = new float[block];
        entered = new float[block];
        dCandidate = new float[block];
        d = new float[block];
    }

    static GruGradient of(RecurrentLayer.Gru layer, int inputs, int hidden, MatrixProducts products, int rows) {
        return layer.resetAfter()
                ? new GruResetAfterGradient(layer, inputs, hidden, products, rows)
                : new GruResetBeforeGradient(layer, inputs, hidden, products, rows);
    }

    @Override
    public final void pack(float[] parameters, int at) {
        input.pack(parameters, at);
        packRecurrent(parameters, at + inputs * 3 * units);
    }

    @Override
    public final void begin(Tape tape) {
        beginRecurrent();
        input.begin(tape.input);
    }

    @Override
    public final void step(Tape tape, int step, float[][] state) {
        int rows = tape.rows();
        int block = rows * units;
        float[] direct = state[0];
        read(tape, step);
        candidateAndUpdate(rows, step, direct);
        reset(rows, step);
        Columns.multiply(block, direct, z, direct);
        recurrent(rows, step);
        tape.addToHidden(hidden, dh, units, direct);
    }

    @Override
    public final void collect(Tape tape, int first, int steps) {
        int cells = steps * tape.rows();
        collectRecurrent(tape, first, cells);
        errors.pack(cells, dx);
        input.add(tape.input, first * tape.rows(), cells, dx, errors);
    }

    @Override
    public final void finish(float[] gradient, int at) {
        int recurrentAt = at + inputs * 3 * units;
        finishRecurrent(gradient, recurrentAt);
        input.finish(gradient, at, recurrentAt + hidden * 3 * units);
    }

    private void read(Tape tape, int step) {
        int rows = tape.rows();
        tape.read(step, 0, units, z);
        tape.read(step, 1, units, r);
        tape.read(step, 2, units, candidate);
        tape.read(step, 3, units, recurrentPart);
        if (sums) {
            tape.read(step, 4, units, zSum);
            tape.read(step, 5, units, rSum);
            tape.read(step, 6, units, candidateSum);
        }
        System.arraycopy(tape.states, step * rows * units, before, 0, rows * units);
        Columns.read(rows, units, tape.hidden, (step * rows + 1) * hidden - units, hidden, entered);
    }

    private void candidateAndUpdate(int rows, int step, float[] above) {
        int n = rows * units;
        keep(n, above, z, dCandidate);
        ActivationGradient.apply(activation, rows, units, candidateSum, candidate, dCandidate);
        Columns.write(rows, units, dCandidate, dx, at(rows, step, 2), 3 * units);
        difference(n, before, candidate, d);
        Columns.multiply(n, d, above, d);
        throughGate(rows, zSum, z);
        Columns.write(rows, units, d, dx, at(rows, step, 0), 3 * units);
    }

    /** d becomes the gradient with respect to the gate's sum. */
    final void throughGate(int rows, float[] sum, float[] gate) {
        ActivationGradient.apply(recurrentActivation, rows, units, sum, gate, d);
    }

    /** Where the gate's columns of a step begin in a block's [steps, rows, 3·units]. */
    final int at(int rows, int step, int gate) {
        return (step % BLOCK * rows * 3 + gate) * units;
    }

    private static void keep(int n, float[] dh, float[] z, float[] kept) {
        for (int j = 0; j < n; j++) {
            kept[j] = dh[j] * (1f - z[j]);
        }
    }

    private static void difference(int n, float[] a, float[] b, float[] difference) {
        for (int j = 0; j < n; j++) {
            difference[j] = a[j] - b[j];
        }
    }

    abstract void packRecurrent(float[] parameters, int at);

    /** dh = what comes through the recurrent kernel from the sums of the step. */
    abstract void recurrent(int rows, int step);

    /** From dCandidate to the reset gate's columns of dx. */
    abstract void reset(int rows, int step);

    abstract void beginRecurrent();

    /** The errors of a block's cells go to the recurrent kernel, and to a bias of its own. */
    abstract void collectRecurrent(Tape tape, int first, int cells);

    /** Adds the gradient of the recurrent kernel, and of a bias of its own, from {@code at} on. */
    abstract void finishRecurrent(float[] gradient, int at);
}
