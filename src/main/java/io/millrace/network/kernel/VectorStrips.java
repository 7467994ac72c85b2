package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorMemory.ALIGNED;
import static io.millrace.network.kernel.VectorStripTiles.ROWS;

/**
 * {@code C += Aᵀ · B} for AVX-512. Sixteen columns of A, a vector, become a strip, {@code [depth][16]}: the rows of Aᵀ as two tiles
 * of eight read them. The sums of C stand tile by tile while the depth is gone through block by block, so that a block of B stays in
 * the first-level cache; they are the chains of C itself, and blocks change no bit.
 */
final class VectorStrips {
    /** Of a block: its part of a panel takes 24 KB. */
    private static final int DEPTH = 128;

    private float[] strips = {}; // [strip][DEPTH][L]
    private float[] sums = {}; // [panel][strip][8][panel's columns], from ALIGNED on

    /** C [k, n] += Aᵀ · B with A [m, k], and B [m, n] in panels of {@link VectorTiles#panelOn}. */
    void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        int count = (k + ROWS - 1) / ROWS;
        int stride = VectorLanes.vectors(n) * L;
        int cut = VectorLanes.vectors(k) * L * DEPTH;
        strips = strips.length < cut ? new float[cut] : strips;
        sums = sums.length < ALIGNED + count * ROWS * stride ? VectorMemory.array(count * ROWS * stride) : sums;
        move(n, k, count, c, c0, false);
        for (int step = 0; step < m; step += DEPTH) {
            int depth = Math.min(DEPTH, m - step);
            cut(depth, k, a, a0 + step * k);
            for (int column = 0, width; column < stride; column += width * L) {
                width = VectorTiles.panelOn((stride - column) / L);
                int wAt = ALIGNED + column * m + step * width * L;
                for (int row = 0; row < count * ROWS; row += ROWS) {
                    int aAt = row / L * L * DEPTH + row % L;
                    int zAt = ALIGNED + column * count * ROWS + row * width * L;
                    VectorStripTiles.tile(width, depth, strips, aAt, packed, wAt, sums, zAt);
                }
            }
        }
        move(n, k, count, c, c0, true);
    }

    /** Strips of A's next rows; of the last strip only the columns that there are, what else it holds reaches no sum of C. */
    private void cut(int depth, int k, float[] a, int at) {
        for (int column = 0; column < k; column += L) {
            int columns = Math.min(L, k - column);
            for (int step = 0; step < depth; step++) {
                VectorLanes.copy(a, at + step * k + column, strips, column * DEPTH + step * L, columns);
            }
        }
    }

    /** C to the sums, or back. */
    private void move(int n, int k, int count, float[] c, int c0, boolean back) {
        for (int column = 0, width; column < n; column += width * L) {
            width = VectorTiles.panelOn(VectorLanes.vectors(n - column));
            int columns = Math.min(width * L, n - column);
            for (int row = 0; row < k; row++) {
                int at = ALIGNED + column * count * ROWS + row * width * L;
                int to = c0 + row * n + column;
                if (back) {
                    System.arraycopy(sums, at, c, to, columns);
                } else {
                    System.arraycopy(c, to, sums, at, columns);
                }
            }
        }
    }
}
