package io.millrace.training.gradient;

/** One layer's way back. Owns its scratch and allocates nothing; belongs to one thread. */
interface LayerGradient {
    /** Takes over, transposed, the weights that stand in {@code parameters} from {@code at} on. */
    void pack(float[] parameters, int at);

    /**
     * Adds this window's gradient of the layer's weights to {@code gradient} from {@code at} on, in their order.
     *
     * @param outputErrors gradient with respect to the layer's outputs, [steps, rows, units]; may be overwritten
     * @param inputErrors overwritten with the gradient with respect to the inputs, [steps, rows, inputs]; null for none
     */
    void backward(Tape tape, float[] outputErrors, float[] gradient, int at, float[] inputErrors);
}
