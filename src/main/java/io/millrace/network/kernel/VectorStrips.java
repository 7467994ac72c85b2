package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorMemory.ALIGNED;
import static io.millrace.network.kernel.VectorStripTiles.ROWS;

import java.util.Arrays;

/**
 * {@code C += Aᵀ · B} for AVX-512. Sixteen columns of A, a vector, become a strip, {@code [depth][16]}: the rows of Aᵀ as two tiles
 * of eight read them. The sums of C stand tile by tile while the depth is gone through block by block, so that a block of B stays in
 * the first-level cache; they are the chains of C itself, and blocks change no bit.
 */
final class VectorStrips implements OuterProductSum {
    /** Of a block: its part of a panel takes 24 KB. */
    private static final int DEPTH = 128;

    /** Room for the strips of a block, which the sums of a thread share: what one has cut no other needs. */
    static final class Scratch {
        private float[] strips = {}; // [strip][DEPTH][L]

        private float[] strips(int k) {
            int size = VectorLanes.vectors(k) * L * DEPTH;
            strips = strips.length < size ? new float[size] : strips;
            return strips;
        }
    }

    private final Scratch scratch;
    private final int k;
    private final int n;
    private final int stride; // of n, in whole vectors
    private final int rows; // of k, in whole tiles
    private final float[] sums; // [panel][rows / 8][8][panel's columns], from ALIGNED on

    VectorStrips(Scratch scratch, int k, int n) {
        this.scratch = scratch;
        this.k = k;
        this.n = n;
        stride = VectorLanes.vectors(n) * L;
        rows = (k + ROWS - 1) / ROWS * ROWS;
        sums = VectorMemory.array(Math.multiplyExact(rows, stride));
    }

    @Override
    public void clear() {
        Arrays.fill(sums, ALIGNED, ALIGNED + rows * stride, 0f);
    }

    @Override
    public void add(int m, float[] a, int a0, int aRow, float[] packed) {
        float[] strips = scratch.strips(k);
        for (int step = 0; step < m; step += DEPTH) {
            int depth = Math.min(DEPTH, m - step);
            cut(depth, a, a0 + step * aRow, aRow, strips);
            for (int column = 0, width; column < stride; column += width * L) {
                width = VectorTiles.panel((stride - column) / L);
                int wAt = ALIGNED + column * m + step * width * L;
                for (int row = 0; row < rows; row += ROWS) {
                    int aAt = row / L * L * DEPTH + row % L;
                    int zAt = ALIGNED + column * rows + row * width * L;
                    VectorStripTiles.tile(width, depth, strips, aAt, packed, wAt, sums, zAt);
                }
            }
        }
    }

    /** Strips of A's next rows; of the last strip only the columns that there are, what else it holds reaches no sum of C. */
    private void cut(int depth, float[] a, int at, int aRow, float[] strips) {
        for (int column = 0; column < k; column += L) {
            int columns = Math.min(L, k - column);
            for (int step = 0; step < depth; step++) {
                VectorLanes.copy(a, at + step * aRow + column, strips, column * DEPTH + step * L, columns);
            }
        }
    }

    @Override
    public void addTo(float[] target, int at, int targetRow) {
        for (int column = 0, width; column < n; column += width * L) {
            width = VectorTiles.panel(VectorLanes.vectors(n - column));
            int columns = Math.min(width * L, n - column);
            for (int row = 0; row < k; row++) {
                int from = ALIGNED + column * rows + row * width * L;
                int to = at + row * targetRow + column;
                for (int i = 0; i < columns; i++) {
                    target[to + i] += sums[from + i];
                }
            }
        }
    }
}
