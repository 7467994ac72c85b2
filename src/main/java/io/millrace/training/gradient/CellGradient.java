package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.MatrixProducts;

/**
 * A recurrent cell's way back. A caller begins a window, goes through its steps from the last to the first, and hands in each
 * {@link #BLOCK} of them once it is through it; then it asks for the weights' gradient. Owns its scratch and allocates nothing;
 * belongs to one thread.
 */
interface CellGradient {
    /**
     * Steps whose errors go to the weights and the inputs together, counted from the window's beginning: enough rows for the products,
     * few enough that the errors stay in the second-level cache. The blocks' order is that of the gradient's sums, so this is part
     * of the result's bits.
     */
    int BLOCK = 8;

    /**
     * That of a layer's cell.
     *
     * @param hidden copies of h · units
     * @param traceSize of the layer's kernel
     * @param rows at most
     */
    static CellGradient of(
            RecurrentLayer layer,
            int inputs,
            int hidden,
            int traceSize,
            Kernels kernels,
            MatrixProducts products,
            int rows) {
        if (layer instanceof RecurrentLayer.SimpleRnn simple) {
            return new SimpleRnnGradient(simple, inputs, products, rows);
        }
        return layer instanceof RecurrentLayer.Lstm lstm
                ? new LstmGradient(lstm, inputs, hidden, traceSize, kernels, products, rows)
                : GruGradient.of((RecurrentLayer.Gru) layer, inputs, hidden, products, rows);
    }

    /** Takes over, transposed, the weights that stand in {@code parameters} from {@code at} on. */
    void pack(float[] parameters, int at);

    /** A window goes back. */
    void begin(Tape tape);

    /**
     * One step back. Everything it does is linear in the errors: a row whose errors are 0 leaves no trace.
     *
     * @param state errors with respect to each part of the state after the step, [rows, units] each (LSTM: h and c);
     *     overwritten with those before it
     */
    void step(Tape tape, int step, float[][] state);

    /** The steps from {@code first} on, all of a block that the window has, are through: their errors go to the weights and the inputs. */
    void collect(Tape tape, int first, int steps);

    /** Adds the window's gradient of the weights to {@code gradient} from {@code at} on. */
    void finish(float[] gradient, int at);
}
