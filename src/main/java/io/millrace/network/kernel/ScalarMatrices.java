package io.millrace.network.kernel;

import java.util.Arrays;

/** The backward pass' products in plain Java: row by row, with {@link ScalarProduct}'s loops. */
final class ScalarMatrices implements MatrixProducts {
    private float[] sum = {}; // of addRows, and the row that comes to it
    private float[] row = {};

    @Override
    public int packedSize(int n, int k) {
        return Math.multiplyExact(n, k);
    }

    @Override
    public void pack(int n, int k, float[] b, float[] packed) {
        System.arraycopy(b, 0, packed, 0, n * k);
    }

    @Override
    public void multiply(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        Arrays.fill(c, c0, c0 + m * n, 0f);
        multiplyAdd(m, n, k, a, a0, packed, c, c0);
    }

    @Override
    public void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        add(m, n, k, a, a0, k, 1, packed, c, c0);
    }

    @Override
    public OuterProductSum outerProductSum(int k, int n) {
        return new RowMajorSum(k, n) {
            @Override
            public void add(int m, float[] a, int a0, int aRow, float[] packed) {
                ScalarMatrices.add(k, n, m, a, a0, 1, aRow, packed, sums, 0);
            }
        };
    }

    @Override
    public void addRows(int m, int n, float[] a, int a0, float[] c, int c0) {
        if (sum.length < n) {
            sum = new float[n];
            row = new float[n];
        }
        System.arraycopy(c, c0, sum, 0, n);
        for (int i = 0; i < m; i++) {
            System.arraycopy(a, a0 + i * n, row, 0, n);
            for (int j = 0; j < n; j++) {
                sum[j] += row[j];
            }
        }
        System.arraycopy(sum, 0, c, c0, n);
    }

    private static void add(
            int rows, int n, int depth, float[] a, int a0, int aRow, int aStep, float[] b, float[] c, int c0) {
        float[][] w = new float[depth][];
        for (int k = 0; k < depth; k++) {
            w[k] = Arrays.copyOfRange(b, k * n, (k + 1) * n);
        }
        float[] z = new float[n];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(c, c0 + row * n, z, 0, n);
            ScalarProduct.addRow(z, w, a, a0 + row * aRow, aStep);
            System.arraycopy(z, 0, c, c0 + row * n, n);
        }
    }
}
