package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;
import java.util.Arrays;

/** db = Σ dZ over the blocks of a window, row after row. */
final class BiasSum {
    private final MatrixProducts products;
    private final float[] sum;

    /** @param width 0: there is no bias */
    BiasSum(MatrixProducts products, int width) {
        this.products = products;
        sum = new float[width];
    }

    void clear() {
        Arrays.fill(sum, 0f);
    }

    /** @param dz [rows, width] */
    void add(int rows, float[] dz) {
        if (sum.length > 0) {
            products.addRows(rows, sum.length, dz, 0, sum, 0);
        }
    }

    /** Adds db to the gradient, from {@code at} on. */
    void addTo(float[] gradient, int at) {
        for (int i = 0; i < sum.length; i++) {
            gradient[at + i] += sum[i];
        }
    }
}
