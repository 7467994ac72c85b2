package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;

/**
 * Errors of the sums of a window, dZ [rows, width], on their way to the weights: brought into the products' order once for the
 * kernels and the bias that made these sums.
 */
final class WeightErrors {
    private final MatrixProducts products;
    private final int width;
    private final float[] packed; // [rows, width], as the products read it
    private int rows;

    /**
     * @param width columns of the kernels: gates · units
     * @param rows at most, over all steps
     */
    WeightErrors(MatrixProducts products, int width, int rows) {
        this.products = products;
        this.width = width;
        packed = new float[products.packedSize(width, rows)];
    }

    /** Takes over dZ [rows, width]. */
    void pack(int rows, float[] dz) {
        this.rows = rows;
        products.packForTransposed(width, rows, dz, packed);
    }

    /** dW [inputs, width] += Xᵀ·dZ. */
    void addToKernel(int inputs, float[] x, float[] dw, int dwAt) {
        products.transposedMultiplyAdd(rows, width, inputs, x, 0, packed, dw, dwAt);
    }

    /** db [width] += the rows of dZ, one after the other. */
    void addToBias(float[] dz, float[] db, int dbAt) {
        products.addRows(rows, width, dz, 0, db, dbAt);
    }
}
