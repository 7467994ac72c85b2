package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.LstmErrors;
import io.millrace.network.kernel.MatrixProducts;

/** The way back through {@link RecurrentLayer.Lstm}: {@link LstmErrors}, and dh = what comes from above + dz(t+1)·Uᵀ. */
final class LstmGradient implements CellGradient {
    private final int units;
    private final LstmErrors gates;
    private final CellProducts products; // [i | f | c | o]

    /** @param traceSize of the layer's kernel */
    LstmGradient(
            RecurrentLayer.Lstm layer,
            int inputs,
            int hidden,
            int traceSize,
            Kernels kernels,
            MatrixProducts products,
            int rows) {
        units = layer.units();
        Activation activation = layer.activation();
        Activation recurrent = layer.recurrentActivation();
        gates = kernels.lstmErrors(units, activation, recurrent)
                .orElseGet(() -> new PlainLstmErrors(activation, recurrent, layer.units(), traceSize, rows));
        this.products = new CellProducts(products, inputs, units, hidden, 4 * units, layer.useBias(), rows);
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
        int row = step * tape.rows();
        gates.back(
                tape.rows(),
                tape.trace,
                row * tape.traceSize,
                tape.states,
                row * 2 * units,
                dh,
                state[1],
                products.dz,
                products.at(tape, step));
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
