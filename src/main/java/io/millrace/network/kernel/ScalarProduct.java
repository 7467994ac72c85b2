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
            int at = a0 + row * aStep;
            int k = 0;
            for (; k + 4 <= depth; k += 4) {
                add(z, w[k], w[k + 1], w[k + 2], w[k + 3], a[at + k], a[at + k + 1], a[at + k + 2], a[at + k + 3]);
            }
            for (; k < depth; k++) {
                add(z, w[k], a[at + k]);
            }
            System.arraycopy(z, 0, out, row * width, width);
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
