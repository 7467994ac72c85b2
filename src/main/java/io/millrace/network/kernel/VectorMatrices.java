package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;

/**
 * Row-major products for the backward pass, {@code C += A · B} and {@code C += Aᵀ · B}: the same loops, A's two steps
 * exchanged. B is taken in chunks of its rows, so that a chunk's panel of four vectors stays in the first-level cache while all
 * rows of C pass over it; C holds the chains from chunk to chunk, so that chunks change no bit.
 */
final class VectorMatrices {
    /** Rows of B at a time: 128 · 4 vectors of 64 bytes are 32 KB. */
    private static final int CHUNK = 128;

    private final int n;
    private final float[] a;
    private final int aRow;
    private final int aStep;
    private final float[] b;
    private final float[] c;
    private final float[] edge = new float[16 * L]; // four rows of C where its last vector is short

    /** A's element [row, step] stands at {@code row · aRow + step · aStep}; rows of B and C have n floats. */
    private VectorMatrices(int n, float[] a, int aRow, int aStep, float[] b, float[] c) {
        this.n = n;
        this.a = a;
        this.aRow = aRow;
        this.aStep = aStep;
        this.b = b;
        this.c = c;
    }

    static void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] b, int b0, float[] c, int c0) {
        new VectorMatrices(n, a, k, 1, b, c).add(m, k, a0, b0, c0);
    }

    static void transposedMultiplyAdd(int m, int n, int k, float[] a, int a0, float[] b, int b0, float[] c, int c0) {
        new VectorMatrices(n, a, 1, k, b, c).add(k, m, a0, b0, c0);
    }

    private void add(int rows, int depth, int a0, int b0, int c0) {
        for (int k = 0; k < depth; k += CHUNK) {
            chunk(rows, Math.min(CHUNK, depth - k), a0 + k * aStep, b0 + k * n, c0);
        }
    }

    private void chunk(int rows, int depth, int a0, int b0, int c0) {
        for (int column = 0, width; column < n; column += width * L) {
            width = Math.min(4, VectorLanes.vectors(n - column));
            for (int row = 0, taken; row < rows; row += taken) {
                taken = VectorTiles.rows(width, rows - row);
                int aAt = a0 + row * aRow;
                int cAt = c0 + row * n + column;
                if (column + width * L <= n) {
                    VectorTiles.tile(width, taken, depth, a, aAt, aRow, aStep, b, b0 + column, n, c, cAt, n, c, cAt, n);
                } else {
                    edge(width, taken, depth, aAt, b0 + column, cAt, n - column);
                }
            }
        }
    }

    /** A tile whose last vector is short: C's part is taken out and put back; what the vectors read beyond it is dropped. */
    private void edge(int width, int rows, int depth, int a0, int b0, int c0, int columns) {
        int edgeRow = width * L;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(c, c0 + row * n, edge, row * edgeRow, columns);
        }
        // The vectors of B's last rows may reach beyond the array: those rows go float by float.
        int whole = Math.max(0, Math.min(depth, Math.floorDiv(b.length - b0 - edgeRow, n) + 1));
        VectorTiles.tile(width, rows, whole, a, a0, aRow, aStep, b, b0, n, edge, 0, edgeRow, edge, 0, edgeRow);
        for (int row = 0; row < rows; row++) {
            int at = row * edgeRow;
            for (int k = whole; k < depth; k++) {
                float x = a[a0 + row * aRow + k * aStep];
                for (int j = 0; j < columns; j++) {
                    edge[at + j] = Math.fma(x, b[b0 + k * n + j], edge[at + j]);
                }
            }
            System.arraycopy(edge, at, c, c0 + row * n, columns);
        }
    }
}
