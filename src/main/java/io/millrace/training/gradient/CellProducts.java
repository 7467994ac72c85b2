package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;

/** The way back through the sums of a cell that has one for both, z = x·W + b + h·U: one dz for inputs, states and weights. */
final class CellProducts {
    /** Of a block, [steps, rows, width]: the caller writes each step's from {@link #at} on. */
    final float[] dz;

    private final InputGradient input;
    private final RecurrentProduct recurrent;
    private final WeightErrors errors;
    private final int inputs;
    private final int hidden;
    private final int width;

    /**
     * @param hidden copies of h · units
     * @param width gates · units
     */
    CellProducts(MatrixProducts products, int inputs, int units, int hidden, int width, boolean useBias, int rows) {
        this.inputs = inputs;
        this.hidden = hidden;
        this.width = width;
        input = new InputGradient(products, inputs, width, useBias);
        recurrent = new RecurrentProduct(products, units, hidden, width, rows);
        errors = new WeightErrors(products, width, CellGradient.BLOCK * rows);
        dz = new float[CellGradient.BLOCK * rows * width];
    }

    void pack(float[] parameters, int at) {
        input.pack(parameters, at);
        recurrent.pack(parameters, at + inputs * width);
    }

    void begin(Tape tape) {
        recurrent.begin();
        input.begin(tape.input);
    }

    /** Where the step's dz begins. */
    int at(Tape tape, int step) {
        return step % CellGradient.BLOCK * tape.rows() * width;
    }

    /** dh = what the step's dz, all of which has been written, brings back. */
    void backward(Tape tape, int step, float[] dh) {
        recurrent.backward(tape, dz, at(tape, step), dh);
    }

    /** As {@link CellGradient#collect}. */
    void collect(Tape tape, int first, int steps) {
        int cells = steps * tape.rows();
        errors.pack(cells, dz);
        recurrent.collect(tape, first, errors);
        input.add(tape.input, first * tape.rows(), cells, dz, errors);
    }

    /** As {@link CellGradient#finish}. */
    void finish(float[] gradient, int at) {
        int recurrentAt = at + inputs * width;
        recurrent.finish(gradient, recurrentAt);
        input.finish(gradient, at, recurrentAt + hidden * width);
    }
}
