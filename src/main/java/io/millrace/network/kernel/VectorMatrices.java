package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorMemory.ALIGNED;

/**
 * The backward pass' products, {@code C += A · B} and {@code C += Aᵀ · B}, with the tiles that serve. B stands in panels of up to
 * four vectors of its columns, each in one run of memory, and of {@code Aᵀ} some rows at a time are written out: so a step over
 * the depth is a constant for the tiles. C holds the chains from one block of the depth to the next, and blocks change no bit.
 * On AVX-512 {@link VectorStrips} takes {@code Aᵀ · B}.
 */
final class VectorMatrices implements MatrixProducts {
    /** Of a panel at a time: 256 KB, which the second-level cache holds; few blocks, since each passes over all of C. */
    private static final int DEPTH = 1024;

    /** Columns of A that are turned at a time: all of them as a rule, so that A is read in one run. */
    private static final int TURNED = 512;

    /** Floats of a turned row: an odd number of cache lines, so that a column does not fall on one set of the cache. */
    private static final int TURNED_ROW = DEPTH + 16;

    private float[] turned = {}; // as many rows as were wanted so far
    private final VectorStrips strips = VectorTiles.WIDE ? new VectorStrips() : null;
    private final float[] edge = new float[24 * L]; // a tile of C where its last vector is short

    @Override
    public int packedSize(int n, int k) {
        return VectorMemory.length(Math.multiplyExact(k, VectorLanes.vectors(n) * L));
    }

    @Override
    public void pack(int n, int k, float[] b, float[] packed) {
        for (int column = 0, width; column < n; column += width) {
            width = VectorTiles.panelOn(VectorLanes.vectors(n - column)) * L;
            int columns = Math.min(width, n - column);
            for (int step = 0; step < k; step++) {
                System.arraycopy(b, step * n + column, packed, ALIGNED + column * k + step * width, columns);
            }
        }
    }

    @Override
    public void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        for (int step = 0; step < k; step += DEPTH) {
            add(m, n, k, step, a, a0 + step, k, packed, c, c0);
        }
    }

    @Override
    public void transposedMultiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        if (strips != null) {
            strips.multiplyAdd(m, n, k, a, a0, packed, c, c0);
            return;
        }
        int size = Math.min(TURNED, k) * TURNED_ROW;
        turned = turned.length < size ? new float[size] : turned;
        for (int step = 0; step < m; step += DEPTH) {
            for (int row = 0; row < k; row += TURNED) {
                int rows = Math.min(TURNED, k - row);
                Transposition.transpose(Math.min(DEPTH, m - step), rows, a, a0 + step * k + row, k, turned, TURNED_ROW);
                add(rows, n, m, step, turned, 0, TURNED_ROW, packed, c, c0 + row * n);
            }
        }
    }

    /** A block of the depth k, from {@code step} on, where {@code a0} is; rows of A are {@code aRow} floats apart. */
    private void add(int rows, int n, int k, int step, float[] a, int a0, int aRow, float[] packed, float[] c, int c0) {
        int depth = Math.min(DEPTH, k - step);
        for (int column = 0, width; column < n; column += width * L) {
            width = VectorTiles.panelOn(VectorLanes.vectors(n - column));
            int columns = Math.min(width * L, n - column);
            int at = ALIGNED + column * k + step * width * L;
            for (int row = 0, taken; row < rows; row += taken) {
                taken = VectorTiles.rows(width, rows - row);
                add(width, taken, depth, a, a0 + row * aRow, aRow, packed, at, c, c0 + row * n + column, n, columns);
            }
        }
    }

    /** One tile. */
    private void add(
            int width,
            int rows,
            int depth,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] c,
            int c0,
            int cRow,
            int columns) {
        int step = width * L;
        if (columns == step) {
            VectorTiles.tile(width, rows, depth, a, a0, aRow, w, w0, c, c0, cRow, c, c0, cRow);
            return;
        }
        // The last vector is short: C's part is taken out and put back, what stands beyond it is dropped.
        copy(rows, columns, c, c0, cRow, edge, 0, step);
        VectorTiles.tile(width, rows, depth, a, a0, aRow, w, w0, edge, 0, step, edge, 0, step);
        copy(rows, columns, edge, 0, step, c, c0, cRow);
    }

    private static void copy(
            int rows, int columns, float[] from, int fromAt, int fromRow, float[] to, int toAt, int toRow) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, fromAt + row * fromRow, to, toAt + row * toRow, columns);
        }
    }
}
