package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;
import static io.millrace.network.kernel.VectorMemory.ALIGNED;

import jdk.incubator.vector.FloatVector;

/**
 * The backward pass' products, {@code C = A · B}, {@code C += A · B} and sums of {@code Aᵀ · B}, with the tiles that serve. B stands
 * in panels of up to four vectors of its columns, each in one run of memory, and of {@code Aᵀ} some rows at a time are written out: so a step over
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

    /** What the sums of a tile begin with. */
    private static final float[] ZEROS = new float[4 * L];

    private float[] turned = {}; // as many rows as were wanted so far
    private final VectorStrips.Scratch strips = new VectorStrips.Scratch();
    private final float[] edge = new float[24 * L]; // a tile of C where its last vector is short

    @Override
    public int packedSize(int n, int k) {
        return VectorMemory.length(Math.multiplyExact(k, VectorLanes.vectors(n) * L));
    }

    @Override
    public void pack(int n, int k, float[] b, float[] packed) {
        for (int column = 0, width; column < n; column += width) {
            width = VectorTiles.panel(VectorLanes.vectors(n - column)) * L;
            pack(n, k, b, packed, column, width);
        }
    }

    /** A panel, which begins with the given column. */
    private static void pack(int n, int k, float[] b, float[] packed, int column, int width) {
        int columns = Math.min(width, n - column);
        for (int step = 0; step < k; step++) {
            int from = step * n + column;
            int to = ALIGNED + column * k + step * width;
            VectorLanes.copy(b, from, packed, to, columns);
        }
    }

    @Override
    public void multiply(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        product(m, n, k, a, a0, packed, c, c0, true);
    }

    @Override
    public void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0) {
        product(m, n, k, a, a0, packed, c, c0, false);
    }

    private void product(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0, boolean fresh) {
        for (int step = 0; step < k; step += DEPTH) {
            add(m, n, k, step, a, a0 + step, k, packed, c, c0, fresh && step == 0);
        }
    }

    @Override
    public OuterProductSum outerProductSum(int k, int n) {
        return VectorTiles.WIDE ? new VectorStrips(strips, k, n) : new Turned(k, n);
    }

    /** A sum whose A is turned, as much of it at a time as stays in the cache. */
    private final class Turned extends RowMajorSum {
        Turned(int k, int n) {
            super(k, n);
        }

        @Override
        public void add(int m, float[] a, int a0, int aRow, float[] packed) {
            int size = Math.min(TURNED, k) * TURNED_ROW;
            turned = turned.length < size ? new float[size] : turned;
            for (int step = 0; step < m; step += DEPTH) {
                int depth = Math.min(DEPTH, m - step);
                for (int row = 0; row < k; row += TURNED) {
                    int rows = Math.min(TURNED, k - row);
                    Transposition.transpose(depth, rows, a, a0 + step * aRow + row, aRow, turned, TURNED_ROW);
                    VectorMatrices.this.add(rows, n, m, step, turned, 0, TURNED_ROW, packed, sums, row * n, false);
                }
            }
        }
    }

    @Override
    public void addRows(int m, int n, float[] a, int a0, float[] c, int c0) {
        int column = 0;
        for (; column + 4 * L <= n; column += 4 * L) {
            addRowsOf4(m, n, a, a0 + column, c, c0 + column);
        }
        for (; column + L <= n; column += L) {
            addRowsOf1(m, n, a, a0 + column, c, c0 + column);
        }
        for (int row = 0; row < m; row++) {
            for (int i = column; i < n; i++) {
                c[c0 + i] += a[a0 + row * n + i];
            }
        }
    }

    /** Of four vectors of columns: a run of four cache lines of each row. */
    private static void addRowsOf4(int m, int n, float[] a, int a0, float[] c, int c0) {
        FloatVector s0 = FloatVector.fromArray(S, c, c0);
        FloatVector s1 = FloatVector.fromArray(S, c, c0 + L);
        FloatVector s2 = FloatVector.fromArray(S, c, c0 + 2 * L);
        FloatVector s3 = FloatVector.fromArray(S, c, c0 + 3 * L);
        for (int row = 0; row < m; row++) {
            int at = a0 + row * n;
            s0 = s0.add(FloatVector.fromArray(S, a, at));
            s1 = s1.add(FloatVector.fromArray(S, a, at + L));
            s2 = s2.add(FloatVector.fromArray(S, a, at + 2 * L));
            s3 = s3.add(FloatVector.fromArray(S, a, at + 3 * L));
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c0 + L);
        s2.intoArray(c, c0 + 2 * L);
        s3.intoArray(c, c0 + 3 * L);
    }

    /** Of one vector of columns. */
    private static void addRowsOf1(int m, int n, float[] a, int a0, float[] c, int c0) {
        FloatVector sum = FloatVector.fromArray(S, c, c0);
        for (int row = 0; row < m; row++) {
            sum = sum.add(FloatVector.fromArray(S, a, a0 + row * n));
        }
        sum.intoArray(c, c0);
    }

    /**
     * A block of the depth k, from {@code step} on, where {@code a0} is; rows of A are {@code aRow} floats apart.
     *
     * @param fresh whether the sums begin with 0, or with what C holds
     */
    private void add(
            int rows,
            int n,
            int k,
            int step,
            float[] a,
            int a0,
            int aRow,
            float[] packed,
            float[] c,
            int c0,
            boolean fresh) {
        int depth = Math.min(DEPTH, k - step);
        for (int column = 0, width; column < n; column += width * L) {
            width = VectorTiles.panel(VectorLanes.vectors(n - column));
            int columns = Math.min(width * L, n - column);
            int at = ALIGNED + column * k + step * width * L;
            for (int row = 0, taken; row < rows; row += taken) {
                taken = VectorTiles.rows(width, rows - row);
                add(
                        width,
                        taken,
                        depth,
                        a,
                        a0 + row * aRow,
                        aRow,
                        packed,
                        at,
                        c,
                        c0 + row * n + column,
                        n,
                        columns,
                        fresh);
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
            int columns,
            boolean fresh) {
        int step = width * L;
        boolean whole = columns == step;
        float[] z = whole ? c : edge;
        int z0 = whole ? c0 : 0;
        int zRow = whole ? cRow : step;
        if (fresh) {
            VectorTiles.tile(width, rows, depth, a, a0, aRow, w, w0, ZEROS, 0, 0, z, z0, zRow);
        } else {
            if (!whole) {
                copy(rows, columns, c, c0, cRow, edge, 0, step);
            }
            VectorTiles.tile(width, rows, depth, a, a0, aRow, w, w0, z, z0, zRow, z, z0, zRow);
        }
        if (!whole) { // the last vector is short: what stands beyond it is dropped
            copy(rows, columns, edge, 0, step, c, c0, cRow);
        }
    }

    private static void copy(
            int rows, int columns, float[] from, int fromAt, int fromRow, float[] to, int toAt, int toRow) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, fromAt + row * fromRow, to, toAt + row * toRow, columns);
        }
    }
}
