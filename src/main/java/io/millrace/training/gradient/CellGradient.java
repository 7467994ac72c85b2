package io.millrace.training.gradient;

/**
 * A recurrent cell's way back. A caller goes through the steps from the last to the first, then asks for the weights'
 * gradient. Owns its scratch and allocates nothing; belongs to one thread.
 */
interface CellGradient {
    /** Takes over, transposed, the weights that stand in {@code parameters} from {@code at} on. */
    void pack(float[] parameters, int at);

    /**
     * One step back. Everything it does is linear in the errors: a row whose errors are 0 leaves no trace.
     *
     * @param state errors with respect to each part of the state after the step, [rows, units] each (LSTM: h and c);
     *     overwritten with those before it
     */
    void step(Tape tape, int step, float[][] state);

    /** Adds this window's gradient of the weights to {@code gradient} from {@code at} on, and the inputs' errors to the inputs'. */
    void finish(Tape tape, float[] gradient, int at);
}
