package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.OuterProductSum;

/**
 * Errors of the sums of some steps, dZ [rows, width], on their way to the weights: brought into the products' order once for all
 * kernels that made these sums.
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
        products.pack(width, rows, dz, packed);
    }

    /**
     * dW += Xᵀ·dZ.
     *
     * @param x [rows, inputs] from {@code at} on, its rows {@code stride} floats apart
     */
    void addTo(OuterProductSum dw, float[] x, int at, int stride) {
        dw.add(rows, x, at, stride, packed);
    }

    /** dU += hᵀ·dZ: h of the steps from {@code first} on, as it entered the recurrent product. */
    void addTo(OuterProductSum du, Tape tape, int first) {
        addTo(du, tape.hidden, first * tape.rows() * tape.hiddenStride, tape.hiddenStride);
    }
}
