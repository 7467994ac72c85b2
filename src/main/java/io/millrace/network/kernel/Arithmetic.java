package io.millrace.network.kernel;

/** What a step is built of, in one instruction set. */
interface Arithmetic {
    /** A step's arrays of single rows are padded to a multiple of this: no vector is wider. */
    int WIDEST = 16;

    /** Where a step's rows and outputs stand. */
    StepBuffers buffers();

    /** The product of rows [depth] with a matrix [depth, width] that is still to be packed. */
    Product product(int depth, int width);

    /** An activation function of rows [width]. */
    RowFunction activation(Activation activation, int width);

    /** Applied in place to the floats from {@code at} on; those that pad them to a multiple of a vector may change too. */
    interface RowFunction {
        void apply(float[] z, int at);
    }

    /** Floats of a padded row. */
    static int padded(int width) {
        return (width + WIDEST - 1) / WIDEST * WIDEST;
    }
}
