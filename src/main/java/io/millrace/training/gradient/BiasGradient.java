package io.millrace.training.gradient;

import io.millrace.network.kernel.Kernels;
import java.util.Arrays;

/** The way back through an added bias: db += the sum of dZ's rows, as a product with a column of ones. */
final class BiasGradient {
    private final Kernels kernels;
    private final float[] ones; // [rows, 1]

    BiasGradient(Kernels kernels, int rows) {
        this.kernels = kernels;
        ones = new float[rows];
        Arrays.fill(ones, 1f);
    }

    /** db [width] += Σ over the rows of dZ [rows, width]. */
    void add(int rows, int width, float[] dz, float[] db, int dbAt) {
        kernels.transposedMultiplyAdd(rows, width, 1, ones, 0, dz, 0, db, dbAt);
    }
}
