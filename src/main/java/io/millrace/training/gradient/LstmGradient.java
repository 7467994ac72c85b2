package io.millrace.training.gradient;

import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.MatrixProducts;
import java.util.Arrays;

/**
 * The way back through {@link Layer.Lstm}; every d is the gradient of the loss, σ the recurrent activation:
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
    private final int inputs;
    private final int units;
    private final InputGradient input;
    private final MatrixGradient recurrent;
    private final float[] dz; // [steps, rows, 4·units]

    // Of the step at hand, [rows, units].
    private final float[] i;
    private final float[] f;
    private final float[] g;
    private final float[] o;
    private final float[] activated; // activation(c')
    private final float[] before; // c
    private final float[] d;

    LstmGradient(Layer.Lstm layer, int inputs, MatrixProducts products, int rows, int steps) {
        this.inputs = inputs;
        activation = layer.activation();
        recurrentActivation = layer.recurrentActivation();
        units = layer.units();
        input = new InputGradient(products, inputs, 4 * units, layer.useBias(), steps * rows);
        recurrent = new MatrixGradient(products, units, 4 * units);
        int block = rows * units;
        dz = new float[steps * block * 4];
        i = new float[block];
        f = new float[block];
        g = new float[block];
        o = new float[block];
        activated = new float[block];
        before = new float[block];
        d = new float[block];
    }

    @Override
    public void pack(float[] parameters, int at) {
        input.pack(parameters, at);
        recurrent.pack(parameters, at + inputs * 4 * units, 4 * units);
    }

    @Override
    public void step(Tape tape, int step, float[][] state) {
        int block = tape.rows() * units;
        float[] dh = state[0];
        read(tape, step);
        gates(tape.rows(), step * 4 * block, dh, state[1]);
        Arrays.fill(dh, 0, block, 0f);
        recurrent.addToInputs(tape.rows(), dz, step * 4 * block, dh, 0);
        tape.throughDropout(units, dh);
    }

    @Override
    public void finish(Tape tape, float[] gradient, int at) {
        int recurrentAt = at + inputs * 4 * units;
        recurrent.addToWeights(tape.input.cells(), tape.hidden, 0, dz, gradient, recurrentAt);
        input.backward(tape.input, dz, gradient, at, recurrentAt + units * 4 * units);
    }

    private void read(Tape tape, int step) {
        int rows = tape.rows();
        int at = step * rows * 5 * units;
        Columns.read(rows, units, tape.trace, at, 5 * units, i);
        Columns.read(rows, units, tape.trace, at + units, 5 * units, f);
        Columns.read(rows, units, tape.trace, at + 2 * units, 5 * units, g);
        Columns.read(rows, units, tape.trace, at + 3 * units, 5 * units, o);
        Columns.read(rows, units, tape.trace, at + 4 * units, 5 * units, activated);
        Columns.read(rows, units, tape.states, step * rows * 2 * units + units, 2 * units, before);
    }

    /** dh and dc become dz, from {@code at} on, and dc ⊙ f. */
    private void gates(int rows, int at, float[] dh, float[] dc) {
        int n = rows * units;
        Columns.multiply(n, dh, activated, d);
        write(rows, recurrentActivation, o, at + 3 * units);
        Columns.multiply(n, dh, o, d);
        ActivationGradient.apply(activation, rows, units, activated, d);
        Columns.add(n, dc, d);
        Columns.multiply(n, dc, g, d);
        write(rows, recurrentActivation, i, at);
        Columns.multiply(n, dc, before, d);
        write(rows, recurrentActivation, f, at + units);
        Columns.multiply(n, dc, i, d);
        write(rows, activation, g, at + 2 * units);
        Columns.multiply(n, dc, f, dc);
    }

    /** d becomes the gradient with respect to the gate's sum and goes to its columns of dz. */
    private void write(int rows, Activation function, float[] gate, int at) {
        ActivationGradient.apply(function, rows, units, gate, d);
        Columns.write(rows, units, d, dz, at, 4 * units);
    }
}
