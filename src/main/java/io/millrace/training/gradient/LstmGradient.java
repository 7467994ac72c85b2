package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.MatrixProducts;

/**
 * The way back through {@link RecurrentLayer.Lstm}; every d is the gradient of the loss, σ the recurrent activation:
 *
 * <pre>{@code
 *   dh  = what comes from above + dz(t+1)·Uᵀ
 *   dc  = dc(t+1) ⊙ f(t+1) + dh ⊙ o ⊙ activation'(c')
 *   dz  = [dc ⊙ g ⊙ σ', dc ⊙ c ⊙ σ', dc ⊙ i ⊙ activation', dh ⊙ activation(c') ⊙ σ']     gates i, f, c, o
 * }</pre>
 *
 * Each line is a loop of its own over [rows, units] from index 0, which C2 turns into vector instructions.
 */
final class LstmGradient implements CellGradient {
    private final Activation activation;
    private final Activation recurrentActivation;
    private final int units;
    private final CellProducts products; // [i | f | c | o]

    // Of the step at hand, [rows, units].
    private final float[] i;
    private final float[] f;
    private final float[] g;
    private final float[] o;
    private final float[] activated; // activation(c')
    private final float[] before; // c
    private final float[] argument; // of the activation at hand, where its derivative takes it
    private final float[] d;

    LstmGradient(RecurrentLayer.Lstm layer, int inputs, int hidden, MatrixProducts products, int rows) {
        activation = layer.activation();
        recurrentActivation = layer.recurrentActivation();
        units = layer.units();
        this.products = new CellProducts(products, inputs, units, hidden, 4 * units, layer.useBias(), rows);
        int block = rows * units;
        i = new float[block];
        f = new float[block];
        g = new float[block];
        o = new float[block];
        activated = new float[block];
        before = new float[block];
        argument = new float[block];
        d = new float[block];
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
        float[] dh = state[0];
        read(tape, step);
        gates(tape, step, dh, state[1]);
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

    private void read(Tape tape, int step) {
        tape.read(step, 0, units, i);
        tape.read(step, 1, units, f);
        tape.read(step, 2, units, g);
        tape.read(step, 3, units, o);
        tape.read(step, 4, units, activated);
        readCells(tape, step, before);
    }

    /** c before the step. */
    private void readCells(Tape tape, int step, float[] block) {
        int rows = tape.rows();
        Columns.read(rows, units, tape.states, step * rows * 2 * units + units, 2 * units, block);
    }

    /** dh and dc become the step's dz, and dc ⊙ f. */
    private void gates(Tape tape, int step, float[] dh, float[] dc) {
        int n = tape.rows() * units;
        Columns.multiply(n, dh, activated, d);
        write(tape, step, recurrentActivation, 3, o);
        Columns.multiply(n, dh, o, d);
        if (activation.needsArgument()) {
            readCells(tape, step + 1, argument);
        }
        ActivationGradient.apply(activation, tape.rows(), units, argument, activated, d);
        Columns.add(n, dc, d);
        Columns.multiply(n, dc, g, d);
        write(tape, step, recurrentActivation, 0, i);
        Columns.multiply(n, dc, before, d);
        write(tape, step, recurrentActivation, 1, f);
        Columns.multiply(n, dc, i, d);
        write(tape, step, activation, 2, g);
        Columns.multiply(n, dc, f, dc);
    }

    /** d becomes the gradient with respect to the gate's sum and goes to its columns of dz. */
    private void write(Tape tape, int step, Activation function, int gate, float[] value) {
        int rows = tape.rows();
        if (function.needsArgument()) {
            tape.read(step, 5 + gate, units, argument);
        }
        ActivationGradient.apply(function, rows, units, argument, value, d);
        products.write(tape, step, gate, units, d);
    }
}
