package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of every product: a tile of a few rows by one to four vectors, held in registers while it runs over the
 * depth: {@code z = s + a · w}, each lane one chain of fused multiply-adds that starts from s.
 *
 * <p>The weights stand packed, {@code [depth][width · L]}; a tile's rows are {@code aRow}, {@code sRow} (0: the same start for
 * all) and {@code zRow} floats apart. s and z may be the same place.
 *
 * <p>Why it looks as it does: AVX-512 holds 8 × 3 sums ({@link VectorWideTiles}), AVX2 4 × 3 in its 16 registers, with three vectors
 * of weights and what multiplies them; 4 × 4 fills half of NEON's 32. Each method is longer than 325 bytecodes (C2's
 * FreqInlineSize), so that C2 compiles it by itself: inlined into a large caller its vectors would be boxed. For the same reason
 * it calls the vectors' own methods, which are always inlined, and none of ours: those are not, once C2 has made 18,000 nodes of
 * a method (NodeCountInliningCutoff). The number of rows changes no bit.
 */
final class VectorTiles {
    static final boolean WIDE = L == 16;

    /** Vectors of a panel's columns. */
    static final int PANEL = L == 4 ? 4 : 3;

    /** Of a tile. */
    static final int MOST_ROWS = WIDE ? 8 : 4;

    private VectorTiles() {}

    /** How many of the vectors of columns that are left the next panel takes. */
    static int panel(int left) {
        return left == PANEL + 1
                ? PANEL - 1
                : Math.min(PANEL, left); // a single vector is what takes longest for its size
    }

    /** How many of the rows that are left the next tile takes, when it is {@code width} vectors wide. */
    static int rows(int width, int left) {
        return WIDE && width > 1 && left >= 8 ? 8 : Math.min(4, left);
    }

    /** One tile of {@code rows} rows, as {@link #rows} gave them, by {@code width} vectors, one to four. */
    static void tile(
            int width,
            int rows,
            int n,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        if (rows == 1) {
            VectorRows.row(width, n, a, a0, w, w0, s, s0, z, z0);
        } else if (width == 4) {
            if (rows == 2) {
                rows2x4(n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            } else {
                rows4x4(rows, n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            }
        } else if (width == 3) {
            if (rows == 8) {
                VectorWideTiles.rows8x3(n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            } else if (rows == 4) {
                rows4x3(n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            } else {
                rows3x3(rows, n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            }
        } else if (width == 2) {
            if (rows == 8) {
                VectorWideTiles.rows8x2(n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            } else {
                rows4x2(rows, n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            }
        } else {
            rows4x1(rows, n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
        }
    }

    /** Three rows or four: of three the last is taken twice. */
    private static void rows4x4(
            int rows,
            int n,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int last = rows - 1;
        int s1 = s0 + sRow;
        int s2 = s0 + Math.min(2, last) * sRow;
        int s3 = s0 + Math.min(3, last) * sRow;
        FloatVector c00 = FloatVector.fromArray(S, s, s0);
        FloatVector c01 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c02 = FloatVector.fromArray(S, s, s0 + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, s0 + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, s1);
        FloatVector c11 = FloatVector.fromArray(S, s, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, s, s1 + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, s1 + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, s2);
        FloatVector c21 = FloatVector.fromArray(S, s, s2 + L);
        FloatVector c22 = FloatVector.fromArray(S, s, s2 + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, s, s2 + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, s3);
        FloatVector c31 = FloatVector.fromArray(S, s, s3 + L);
        FloatVector c32 = FloatVector.fromArray(S, s, s3 + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, s, s3 + 3 * L);
        int a1 = a0 + aRow;
        int a2 = a0 + Math.min(2, last) * aRow;
        int a3 = a0 + Math.min(3, last) * aRow;
        for (int k = 0; k < n; k++) {
            int i = w0 + k * (4 * L);
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector wC = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector wD = FloatVector.fromArray(S, w, i + 3 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            c03 = x0.fma(wD, c03);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            c13 = x1.fma(wD, c13);
            FloatVector x2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            c23 = x2.fma(wD, c23);
            FloatVector x3 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = x3.fma(wA, c30);
            c31 = x3.fma(wB, c31);
            c32 = x3.fma(wC, c32);
            c33 = x3.fma(wD, c33);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        c02.intoArray(z, z0 + 2 * L);
        c03.intoArray(z, z0 + 3 * L);
        int z1 = z0 + zRow;
        c10.intoArray(z, z1);
        c11.intoArray(z, z1 + L);
        c12.intoArray(z, z1 + 2 * L);
        c13.intoArray(z, z1 + 3 * L);
        int z2 = z0 + Math.min(2, last) * zRow;
        c20.intoArray(z, z2);
        c21.intoArray(z, z2 + L);
        c22.intoArray(z, z2 + 2 * L);
        c23.intoArray(z, z2 + 3 * L);
        int z3 = z0 + Math.min(3, last) * zRow;
        c30.intoArray(z, z3);
        c31.intoArray(z, z3 + L);
        c32.intoArray(z, z3 + 2 * L);
        c33.intoArray(z, z3 + 3 * L);
    }

    private static void rows4x3(
            int n,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int s1 = s0 + sRow;
        int s2 = s0 + 2 * sRow;
        int s3 = s0 + 3 * sRow;
        FloatVector c00 = FloatVector.fromArray(S, s, s0);
        FloatVector c01 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c02 = FloatVector.fromArray(S, s, s0 + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, s1);
        FloatVector c11 = FloatVector.fromArray(S, s, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, s, s1 + 2 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, s2);
        FloatVector c21 = FloatVector.fromArray(S, s, s2 + L);
        FloatVector c22 = FloatVector.fromArray(S, s, s2 + 2 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, s3);
        FloatVector c31 = FloatVector.fromArray(S, s, s3 + L);
        FloatVector c32 = FloatVector.fromArray(S, s, s3 + 2 * L);
        int a1 = a0 + aRow;
        int a2 = a0 + 2 * aRow;
        int a3 = a0 + 3 * aRow;
        for (int k = 0; k < n; k++) {
            int i = w0 + k * (3 * L);
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector wC = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            FloatVector x2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            FloatVector x3 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = x3.fma(wA, c30);
            c31 = x3.fma(wB, c31);
            c32 = x3.fma(wC, c32);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        c02.intoArray(z, z0 + 2 * L);
        int z1 = z0 + zRow;
        c10.intoArray(z, z1);
        c11.intoArray(z, z1 + L);
        c12.intoArray(z, z1 + 2 * L);
        int z2 = z0 + 2 * zRow;
        c20.intoArray(z, z2);
        c21.intoArray(z, z2 + L);
        c22.intoArray(z, z2 + 2 * L);
        int z3 = z0 + 3 * zRow;
        c30.intoArray(z, z3);
        c31.intoArray(z, z3 + L);
        c32.intoArray(z, z3 + 2 * L);
    }

    /** Two rows or three: of two the last is taken twice. */
    private static void rows3x3(
            int rows,
            int n,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int last = rows - 1;
        int s1 = s0 + sRow;
        int s2 = s0 + Math.min(2, last) * sRow;
        FloatVector c00 = FloatVector.fromArray(S, s, s0);
        FloatVector c01 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c02 = FloatVector.fromArray(S, s, s0 + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, s1);
        FloatVector c11 = FloatVector.fromArray(S, s, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, s, s1 + 2 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, s2);
        FloatVector c21 = FloatVector.fromArray(S, s, s2 + L);
        FloatVector c22 = FloatVector.fromArray(S, s, s2 + 2 * L);
        int a1 = a0 + aRow;
        int a2 = a0 + Math.min(2, last) * aRow;
        for (int k = 0; k < n; k++) {
            int i = w0 + k * (3 * L);
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector wC = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            FloatVector x2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        c02.intoArray(z, z0 + 2 * L);
        int z1 = z0 + zRow;
        c10.intoArray(z, z1);
        c11.intoArray(z, z1 + L);
        c12.intoArray(z, z1 + 2 * L);
        int z2 = z0 + Math.min(2, last) * zRow;
        c20.intoArray(z, z2);
        c21.intoArray(z, z2 + L);
        c22.intoArray(z, z2 + 2 * L);
    }

    private static void rows2x4(
            int n,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int s1 = s0 + sRow;
        FloatVector c00 = FloatVector.fromArray(S, s, s0);
        FloatVector c01 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c02 = FloatVector.fromArray(S, s, s0 + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, s0 + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, s1);
        FloatVector c11 = FloatVector.fromArray(S, s, s1 + L);
        FloatVector c12 = FloatVector.fromArray(S, s, s1 + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, s1 + 3 * L);
        int a1 = a0 + aRow;
        for (int k = 0; k < n; k++) {
            int i = w0 + k * (4 * L);
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector wC = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector wD = FloatVector.fromArray(S, w, i + 3 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            c03 = x0.fma(wD, c03);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            c13 = x1.fma(wD, c13);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        c02.intoArray(z, z0 + 2 * L);
        c03.intoArray(z, z0 + 3 * L);
        int z1 = z0 + zRow;
        c10.intoArray(z, z1);
        c11.intoArray(z, z1 + L);
        c12.intoArray(z, z1 + 2 * L);
        c13.intoArray(z, z1 + 3 * L);
    }

    /** Two to four rows: the last takes the place of those that are missing. */
    private static void rows4x2(
            int rows,
            int n,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int last = rows - 1;
        int s1 = s0 + sRow;
        int s2 = s0 + Math.min(2, last) * sRow;
        int s3 = s0 + Math.min(3, last) * sRow;
        FloatVector c00 = FloatVector.fromArray(S, s, s0);
        FloatVector c01 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, s, s1);
        FloatVector c11 = FloatVector.fromArray(S, s, s1 + L);
        FloatVector c20 = FloatVector.fromArray(S, s, s2);
        FloatVector c21 = FloatVector.fromArray(S, s, s2 + L);
        FloatVector c30 = FloatVector.fromArray(S, s, s3);
        FloatVector c31 = FloatVector.fromArray(S, s, s3 + L);
        int a1 = a0 + aRow;
        int a2 = a0 + Math.min(2, last) * aRow;
        int a3 = a0 + Math.min(3, last) * aRow;
        for (int k = 0; k < n; k++) {
            int i = w0 + k * (2 * L);
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            FloatVector x2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = x3.fma(wA, c30);
            c31 = x3.fma(wB, c31);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        int z1 = z0 + zRow;
        c10.intoArray(z, z1);
        c11.intoArray(z, z1 + L);
        int z2 = z0 + Math.min(2, last) * zRow;
        c20.intoArray(z, z2);
        c21.intoArray(z, z2 + L);
        int z3 = z0 + Math.min(3, last) * zRow;
        c30.intoArray(z, z3);
        c31.intoArray(z, z3 + L);
    }

    /** Two to four rows: the last takes the place of those that are missing. */
    private static void rows4x1(
            int rows,
            int n,
            float[] a,
            int a0,
            int aRow,
            float[] w,
            int w0,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int last = rows - 1;
        int s1 = s0 + sRow;
        int s2 = s0 + Math.min(2, last) * sRow;
        int s3 = s0 + Math.min(3, last) * sRow;
        FloatVector c00 = FloatVector.fromArray(S, s, s0);
        FloatVector c10 = FloatVector.fromArray(S, s, s1);
        FloatVector c20 = FloatVector.fromArray(S, s, s2);
        FloatVector c30 = FloatVector.fromArray(S, s, s3);
        int a1 = a0 + aRow;
        int a2 = a0 + Math.min(2, last) * aRow;
        int a3 = a0 + Math.min(3, last) * aRow;
        int fours = n - n % 4;
        for (int k = 0; k < fours; k += 4) {
            int i = w0 + k * L;
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector x00 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x00.fma(wA, c00);
            FloatVector x10 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x10.fma(wA, c10);
            FloatVector x20 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x20.fma(wA, c20);
            FloatVector x30 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = x30.fma(wA, c30);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector x01 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c00 = x01.fma(wB, c00);
            FloatVector x11 = FloatVector.broadcast(S, a[a1 + k + 1]);
            c10 = x11.fma(wB, c10);
            FloatVector x21 = FloatVector.broadcast(S, a[a2 + k + 1]);
            c20 = x21.fma(wB, c20);
            FloatVector x31 = FloatVector.broadcast(S, a[a3 + k + 1]);
            c30 = x31.fma(wB, c30);
            FloatVector wC = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector x02 = FloatVector.broadcast(S, a[a0 + k + 2]);
            c00 = x02.fma(wC, c00);
            FloatVector x12 = FloatVector.broadcast(S, a[a1 + k + 2]);
            c10 = x12.fma(wC, c10);
            FloatVector x22 = FloatVector.broadcast(S, a[a2 + k + 2]);
            c20 = x22.fma(wC, c20);
            FloatVector x32 = FloatVector.broadcast(S, a[a3 + k + 2]);
            c30 = x32.fma(wC, c30);
            FloatVector wD = FloatVector.fromArray(S, w, i + 3 * L);
            FloatVector x03 = FloatVector.broadcast(S, a[a0 + k + 3]);
            c00 = x03.fma(wD, c00);
            FloatVector x13 = FloatVector.broadcast(S, a[a1 + k + 3]);
            c10 = x13.fma(wD, c10);
            FloatVector x23 = FloatVector.broadcast(S, a[a2 + k + 3]);
            c20 = x23.fma(wD, c20);
            FloatVector x33 = FloatVector.broadcast(S, a[a3 + k + 3]);
            c30 = x33.fma(wD, c30);
        }
        for (int k = fours; k < n; k++) {
            FloatVector wA = FloatVector.fromArray(S, w, w0 + k * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x0.fma(wA, c00);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x1.fma(wA, c10);
            FloatVector x2 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x2.fma(wA, c20);
            FloatVector x3 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = x3.fma(wA, c30);
        }
        c00.intoArray(z, z0);
        int z1 = z0 + zRow;
        c10.intoArray(z, z1);
        int z2 = z0 + Math.min(2, last) * zRow;
        c20.intoArray(z, z2);
        int z3 = z0 + Math.min(3, last) * zRow;
        c30.intoArray(z, z3);
    }
}
