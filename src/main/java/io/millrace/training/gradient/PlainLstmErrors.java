package io.millrace.training.gradient;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.LstmErrors;

/** With any activations. Each line of the mathematics is a loop of its own over [rows, units] from index 0, which C2 turns into vector instructions. */
final class PlainLstmErrors implements LstmErrors {
    private final Activation activation;
    private final Activation recurrentActivation;
    private final int units;
    private final int traceSize;

    // Of the step at hand, [rows, units].
    private final float[] i;
    private final float[] f;
    private final float[] g;
    private final float[] o;
    private final float[] activated; // activation(c')
    private final float[] before; // c
    private final float[] argument; // of the activation at hand, where its derivative takes it
    private final float[] d;

    /** @param rows at most */
    PlainLstmErrors(Activation activation, Activation recurrentActivation, int units, int traceSize, int rows) {
        this.activation = activation;
        this.recurrentActivation = recurrentActivation;
        this.units = units;
        this.traceSize = traceSize;
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
    public void back(
            int rows,
            float[] trace,
            int traceAt,
            float[] states,
            int statesAt,
            float[] dh,
            float[] dc,
            float[] dz,
            int dzAt) {
        read(rows, trace, traceAt, 0, i);
        read(rows, trace, traceAt, 1, f);
        read(rows, trace, traceAt, 2, g);
        read(rows, trace, traceAt, 3, o);
        read(rows, trace, traceAt, 4, activated);
        readCells(rows, states, statesAt, before);
        int n = rows * units;
        Columns.multiply(n, dh, activated, d);
        write(rows, trace, traceAt, recurrentActivation, 3, o, dz, dzAt);
        Columns.multiply(n, dh, o, d);
        if (activation.needsArgument()) {
            readCells(rows, states, statesAt + rows * 2 * units, argument);
        }
        ActivationGradient.apply(activation, rows, units, argument, activated, d);
        Columns.add(n, dc, d);
        Columns.multiply(n, dc, g, d);
        write(rows, trace, traceAt, recurrentActivation, 0, i, dz, dzAt);
        Columns.multiply(n, dc, before, d);
        write(rows, trace, traceAt, recurrentActivation, 1, f, dz, dzAt);
        Columns.multiply(n, dc, i, d);
        write(rows, trace, traceAt, activation, 2, g, dz, dzAt);
        Columns.multiply(n, dc, f, dc);
    }

    private void read(int rows, float[] trace, int at, int part, float[] block) {
        Columns.read(rows, units, trace, at + part * units, traceSize, block);
    }

    private void readCells(int rows, float[] states, int at, float[] block) {
        Columns.read(rows, units, states, at + units, 2 * units, block);
    }

    /** d becomes the gradient with respect to the gate's sum and goes to its columns of dz. */
    private void write(
            int rows, float[] trace, int traceAt, Activation function, int gate, float[] value, float[] dz, int dzAt) {
        if (function.needsArgument()) {
            read(rows, trace, traceAt, 5 + gate, argument);
        }
        ActivationGradient.apply(function, rows, units, argument, value, d);
        Columns.write(rows, units, d, dz, dzAt + gate * units, 4 * units);
    }
}
