package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;
import java.util.Arrays;

/** The way back through an added bias: db += the sum of dZ's rows, as a product with a column of ones. */
final class BiasGradient {
    private final MatrixProducts products;
    private final float[] ones; // [rows, 1]

    BiasGradient(MatrixProducts products, int rows) {
        this.products = products;
        ones = new float[rows];
        Arrays.fill(ones, 1f);
    }

    /** db [width] += Σ over the rows of dZ [rows, width]. */
    void add(int rows, int width, float[] dz, float[] db, int dbAt) {
        products.transposedMultiplyAdd(rows, width, 1, ones, 0, dz, 0, db, dbAt);
    }
}
