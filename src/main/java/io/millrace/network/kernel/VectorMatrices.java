package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.ALIGNED;
import static io.millrace.network.kernel.VectorLanes.L;

/**
 * The backward pass' products, {@code C += A · B} and {@code C += Aᵀ · B}: the same loops, A's two steps exchanged. B is taken in
 * panels of a few of its rows and four vectors of its columns, which stay in the first-level cache while all rows of C pass over
 * them; C holds the chains from panel to panel, so that panels change no bit.
 */
final class VectorMatrices implements MatrixProducts {
    /** Rows of B at a time: 128 · 4 vectors of 64 bytes are 32 KB. */
    private static final int DEPTH = 128;

    /** From so many rows of C on, a panel that stands in one run of memory is worth the copy; for a single row too. */
    private static final int ROWS_WORTH_A_COPY = 32;

    private final float[] panel = new float[ALIGNED + DEPTH * 4 * L];
    private final float[] edge = new float[16 * L]; // four rows of C where its last vector is short

    @Override
    public void transposedMultiplyAdd(int m, int n, int k, float[] a, int a0, float[] b, int b0, float[] c, int c0) {
        add(k, n, m, a, a0, 1, k, b, b0, c, c0);
    }

    @Override
    public int packedSize(int n, int k) {
        return ALIGNED + Math.multiplyExact(k, VectorLanes.vectors(n) * L);
    }

    @Override
    public void pack(int n, int k, float[] b, float[] packed) {
        for (int block = 0; block < k; block += DEPTH) {
            int steps = Math.min(DEPTH, k - block);
            for (int column = 0; column < n; column += 4 * L) {
                copyPanel(
                        n,
                        steps,
                        b,
                        block * n + column,
                        Math.min(4 * L, n - column),
                        packed,
                        panelAt(n, block, steps, column));
            }
        }
    }

    /** Where a panel stands among the packed ones: blocks of the depth, in each the panels, in each the rows. */
    private static int panelAt(int n, int block, int steps, int column) {
        return ALIGNED + block * VectorLanes.vectors(n) * L + column * steps;
    }

    @Override
    public void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        for (int block = 0; block < k; block += DEPTH) {
            int steps = Math.min(DEPTH, k - block);
            for (int column = 0; column < n; column += 4 * L) {
                int columns = Math.min(4 * L, n - column);
                int width = VectorLanes.vectors(columns) * L;
                int at = panelAt(n, block, steps, column);
                addPanel(m, n, steps, a, a0 + block, k, 1, packed, at, width, c, c0 + column, columns);
            }
        }
    }

    /** Some columns of some rows of B, brought together and padded to whole vectors. */
    private static void copyPanel(int n, int steps, float[] b, int b0, int columns, float[] panel, int at) {
        int width = VectorLanes.vectors(columns) * L;
        for (int step = 0; step < steps; step++) {
            System.arraycopy(b, b0 + step * n, panel, at + step * width, columns);
        }
    }

    /** A's element [row, step] stands at {@code a0 + row · aRow + step · aStep}; rows of B and C have n floats. */
    private void add(
            int rows, int n, int depth, float[] a, int a0, int aRow, int aStep, float[] b, int b0, float[] c, int c0) {
        for (int k = 0; k < depth; k += DEPTH) {
            int steps = Math.min(DEPTH, depth - k);
            for (int column = 0; column < n; column += 4 * L) {
                int columns = Math.min(4 * L, n - column);
                int bAt = b0 + k * n + column;
                boolean whole = columns % L == 0;
                if (whole && rows > 1 && rows < ROWS_WORTH_A_COPY) {
                    addPanel(rows, n, steps, a, a0 + k * aStep, aRow, aStep, b, bAt, n, c, c0 + column, columns);
                } else {
                    int width = VectorLanes.vectors(columns) * L;
                    int at = ALIGNED;
                    copyPanel(n, steps, b, bAt, columns, panel, at);
                    addPanel(rows, n, steps, a, a0 + k * aStep, aRow, aStep, panel, at, width, c, c0 + column, columns);
                }
            }
        }
    }

    private void addPanel(
            int rows,
            int n,
            int depth,
            float[] a,
            int a0,
            int aRow,
            int aStep,
            float[] w,
            int w0,
            int wStep,
            float[] c,
            int c0,
            int columns) {
        int width = VectorLanes.vectors(columns);
        for (int row = 0, taken; row < rows; row += taken) {
            taken = VectorTiles.rows(width, rows - row);
            int aAt = a0 + row * aRow;
            int cAt = c0 + row * n;
            if (columns == width * L) {
                VectorTiles.tile(width, taken, depth, a, aAt, aRow, aStep, w, w0, wStep, c, cAt, n, c, cAt, n);
            } else {
                // The last vector is short: C's part is taken out and put back, what stands beyond it is dropped.
                copy(taken, columns, c, cAt, n, edge, 0, width * L);
                VectorTiles.tile(
                        width, taken, depth, a, aAt, aRow, aStep, w, w0, wStep, edge, 0, width * L, edge, 0, width * L);
                copy(taken, columns, edge, 0, width * L, c, cAt, n);
            }
        }
    }

    private static void copy(
            int rows, int columns, float[] from, int fromAt, int fromRow, float[] to, int toAt, int toRow) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, fromAt + row * fromRow, to, toAt + row * toRow, columns);
        }
    }
}
