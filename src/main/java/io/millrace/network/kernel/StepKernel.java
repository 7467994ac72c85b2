package io.millrace.network.kernel;

/**
 * One layer's time step for up to {@code capacity} rows: packed weights and scratch, owned by one thread. A caller loads
 * rows, steps, and stores rows; nothing here allocates.
 *
 * <p>Shapes: a row's input is [inputs], its output [units], its state [stateSize]: LSTM h then c (2·units), GRU and
 * SimpleRNN h (units), Dense none (0).
 */
public interface StepKernel {
    int inputs();

    int units();

    /** Floats of state of one row. */
    int stateSize();

    /** Floats of weights: kernel, recurrent kernel, bias, each row-major, one behind the other as Keras lists them. */
    int parameters();

    /** Floats per row that {@link #step(int, float[], int)} leaves for the backward pass. */
    int traceSize();

    /** Takes over the weights that stand in {@code parameters} from {@code at} on. */
    void pack(float[] parameters, int at);

    /** Copies one row's input in, and its state where the layer has one. */
    void load(int row, float[] input, int inputAt, float[] state, int stateAt);

    /** Takes the step for rows 0 … batch−1. */
    default void step(int batch) {
        step(batch, null, 0);
    }

    /**
     * Takes the step and leaves in {@code trace}, row after row from {@code traceAt}, what the backward pass needs:
     * LSTM i, f, g, o, tanh(c') (5·units); GRU z, r, ĥ, and hU_h + b1_h with reset_after (4·units) or r ⊙ h without;
     * SimpleRNN h' (units); Dense y (units). Activated values, in the order of units. Where an activation of a recurrent
     * layer {@link Activation#needsArgument}, the sums before all activations follow: LSTM i, f, g, o; GRU z, r, ĥ; SimpleRNN h'.
     *
     * @param trace null for no trace
     */
    void step(int batch, float[] trace, int traceAt);

    /** Copies one row's new state and output out. */
    void store(int row, float[] state, int stateAt, float[] output, int outputAt);
}
