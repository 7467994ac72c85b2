package io.millrace.network.kernel;

import java.util.Arrays;

/**
 * A product in plain Java that C2 compiles to vectors: the depth outside, the width inside, whole arrays from index 0,
 * four steps of each chain in one expression.
 */
final class ScalarProduct implements Product {
    private final int depth;
    private final int width;
    private final float[][] w; // [depth][width]
    private final float[] z; // [width], one row
    private float[] start; // [width]

    ScalarProduct(int depth, int width) {
        this.depth = depth;
        this.width = width;
        w = new float[depth][width];
        z = new float[width];
        start = new float[width];
    }

    @Override
    public int stride() {
        return width;
    }

    @Override
    public void pack(float[] matrix, int at, int rowStep, float[] start) {
        for (int k = 0; k < depth; k++) {
            System.arraycopy(matrix, at + k * rowStep, w[k], 0, width);
        }
        this.start = Arrays.copyOf(start, width);
    }

    @Override
    public void apply(int batch, float[] a, int a0, int aStep, float[] out) {
        for (int row = 0; row < batch; row++) {
            System.arraycopy(start, 0, z, 0, width);
            addRow(z, w, a, a0 + row * aStep, 1);
            System.arraycopy(z, 0, out, row * width, width);
        }
    }

    /** Adds one row of a, its elements {@code aStep} apart, times w to z: four steps of the depth in one expression. */
    static void addRow(float[] z, float[][] w, float[] a, int a0, int aStep) {
        int k = 0;
        for (int at = a0; k + 4 <= w.length; k += 4, at += 4 * aStep) {
            float x0 = a[at];
            float x1 = a[at + aStep];
            float x2 = a[at + 2 * aStep];
            float x3 = a[at + 3 * aStep];
            add(z, w[k], w[k + 1], w[k + 2], w[k + 3], x0, x1, x2, x3);
        }
        for (; k < w.length; k++) {
            add(z, w[k], a[a0 + k * aStep]);
        }
    }

    private static void add(
            float[] z, float[] w0, float[] w1, float[] w2, float[] w3, float x0, float x1, float x2, float x3) {
        int n = z.length;
        for (int j = 0; j < n; j++) {
            z[j] = Math.fma(x3, w3[j], Math.fma(x2, w2[j], Math.fma(x1, w1[j], Math.fma(x0, w0[j], z[j]))));
        }
    }

    private static void add(float[] z, float[] w, float x) {
        int n = z.length;
        for (int j = 0; j < n; j++) {
            z[j] = Math.fma(x, w[j], z[j]);
        }
    }
}
