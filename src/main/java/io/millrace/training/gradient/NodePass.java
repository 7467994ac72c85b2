package io.millrace.training.gradient;

/** One node of the graph over a window of time, there and back. Owns its scratch; belongs to one thread. */
interface NodePass {
    /** Takes over its weights. */
    default void pack(float[] parameters) {}

    /** Shapes and masks of what it puts out, from those of what it reads; a mask that depends on values finds them there. */
    void begin();

    /** @param states [rows, stateSize] of the whole model from {@code at} on: where the rows stand, and then where they stand after the window */
    void forward(float[] states, int at);

    /** Adds to the errors of what it reads, and to the gradient of its weights; the errors of what it puts out may be overwritten. */
    void backward(float[] gradient);
}
