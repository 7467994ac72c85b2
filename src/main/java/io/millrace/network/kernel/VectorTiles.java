package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.all;
import static io.millrace.network.kernel.VectorLanes.at;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of every product: a tile of a few rows by one to four vectors, held in registers while it runs over the
 * depth: {@code z = s + a · w}, each lane one chain of fused multiply-adds that starts from s.
 *
 * <p>A tile's rows are {@code aRow}, {@code sRow} (0: the same start for all) and {@code zRow} floats apart, one step over
 * the depth is {@code aStep} and {@code wStep} floats. So packed weights, row-major matrices and transposed ones take the
 * same code. s and z may be the same place.
 *
 * <p>Why it looks as it does: 4 × 4 fills half of AVX-512's or NEON's 32 registers and feeds the multipliers; on AVX2's 16
 * registers C2 keeps at most nine accumulators without spilling, hence 2 × 4, 3 × 3 and 4 × 2. Each method is longer than 325
 * bytecodes (C2's FreqInlineSize), so that C2 compiles it by itself: inlined into a large caller its vectors would be
 * boxed. The number of rows changes no bit.
 */
final class VectorTiles {
    private static final boolean FEW_REGISTERS = L == 8;

    private VectorTiles() {}

    /** How many of the rows that are left the next tile takes, when it is {@code width} vectors wide. */
    static int rows(int width, int left) {
        int most = !FEW_REGISTERS || width <= 2 ? 4 : width == 4 ? 2 : 3;
        return Math.min(left, most);
    }

    /** One tile of {@code rows} rows, as {@link #rows} gave them, by {@code width} vectors, one to four. */
    static void tile(
            int width,
            int rows,
            int n,
            float[] a,
            int a0,
            int aRow,
            int aStep,
            float[] w,
            int w0,
            int wStep,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        if (rows == 1) {
            VectorRows.row(width, n, a, a0, aStep, w, w0, wStep, s, s0, z, z0);
        } else if (rows == 4 && width == 4 && aStep == 1 && wStep == 4 * L) {
            if (sRow == 0) {
                VectorPackedTiles.rows4x4(n, a, a0, aRow, w, w0, s, s0, z, z0, zRow);
            } else {
                VectorPackedTiles.rows4x4On(n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
            }
        } else if (rows == 4 && width == 3 && aStep == 1 && wStep == 3 * L) {
            VectorPackedTiles.rows4x3(n, a, a0, aRow, w, w0, s, s0, sRow, z, z0, zRow);
        } else if (width == 4) {
            if (rows == 2) {
                rows2x4(n, a, a0, aRow, aStep, w, w0, wStep, s, s0, sRow, z, z0, zRow);
            } else {
                rows4x4(rows, n, a, a0, aRow, aStep, w, w0, wStep, s, s0, sRow, z, z0, zRow);
            }
        } else if (width == 3) {
            if (rows == 4) {
                rows4x3(n, a, a0, aRow, aStep, w, w0, wStep, s, s0, sRow, z, z0, zRow);
            } else {
                rows3x3(rows, n, a, a0, aRow, aStep, w, w0, wStep, s, s0, sRow, z, z0, zRow);
            }
        } else if (width == 2) {
            rows4x2(rows, n, a, a0, aRow, aStep, w, w0, wStep, s, s0, sRow, z, z0, zRow);
        } else {
            rows4x1(rows, n, a, a0, aRow, aStep, w, w0, wStep, s, s0, sRow, z, z0, zRow);
        }
    }

    /** Three rows or four: of three the last is taken twice. */
    private static void rows4x4(
            int rows,
            int n,
            float[] a,
            int a0,
            int aRow,
            int aStep,
            float[] w,
            int w0,
            int wStep,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int last = rows - 1;
        int s1 = s0 + sRow;
        int s2 = s0 + 2 * sRow;
        int s3 = s0 + Math.min(3, last) * sRow;
        FloatVector c00 = at(s, s0);
        FloatVector c01 = at(s, s0 + L);
        FloatVector c02 = at(s, s0 + 2 * L);
        FloatVector c03 = at(s, s0 + 3 * L);
        FloatVector c10 = at(s, s1);
        FloatVector c11 = at(s, s1 + L);
        FloatVector c12 = at(s, s1 + 2 * L);
        FloatVector c13 = at(s, s1 + 3 * L);
        FloatVector c20 = at(s, s2);
        FloatVector c21 = at(s, s2 + L);
        FloatVector c22 = at(s, s2 + 2 * L);
        FloatVector c23 = at(s, s2 + 3 * L);
        FloatVector c30 = at(s, s3);
        FloatVector c31 = at(s, s3 + L);
        FloatVector c32 = at(s, s3 + 2 * L);
        FloatVector c33 = at(s, s3 + 3 * L);
        int a1 = a0 + aRow;
        int a2 = a0 + 2 * aRow;
        int a3 = a0 + Math.min(3, last) * aRow;
        for (int k = 0, at = 0; k < n; k++, w0 += wStep, at += aStep) {
            FloatVector wA = at(w, w0);
            FloatVector wB = at(w, w0 + L);
            FloatVector wC = at(w, w0 + 2 * L);
            FloatVector wD = at(w, w0 + 3 * L);
            FloatVector x0 = all(a[a0 + at]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            c03 = x0.fma(wD, c03);
            FloatVector x1 = all(a[a1 + at]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            c13 = x1.fma(wD, c13);
            FloatVector x2 = all(a[a2 + at]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            c23 = x2.fma(wD, c23);
            FloatVector x3 = all(a[a3 + at]);
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
        int z2 = z0 + 2 * zRow;
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
            int aStep,
            float[] w,
            int w0,
            int wStep,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int s1 = s0 + sRow;
        int s2 = s0 + 2 * sRow;
        int s3 = s0 + 3 * sRow;
        FloatVector c00 = at(s, s0);
        FloatVector c01 = at(s, s0 + L);
        FloatVector c02 = at(s, s0 + 2 * L);
        FloatVector c10 = at(s, s1);
        FloatVector c11 = at(s, s1 + L);
        FloatVector c12 = at(s, s1 + 2 * L);
        FloatVector c20 = at(s, s2);
        FloatVector c21 = at(s, s2 + L);
        FloatVector c22 = at(s, s2 + 2 * L);
        FloatVector c30 = at(s, s3);
        FloatVector c31 = at(s, s3 + L);
        FloatVector c32 = at(s, s3 + 2 * L);
        int a1 = a0 + aRow;
        int a2 = a0 + 2 * aRow;
        int a3 = a0 + 3 * aRow;
        for (int k = 0, at = 0; k < n; k++, w0 += wStep, at += aStep) {
            FloatVector wA = at(w, w0);
            FloatVector wB = at(w, w0 + L);
            FloatVector wC = at(w, w0 + 2 * L);
            FloatVector x0 = all(a[a0 + at]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            FloatVector x1 = all(a[a1 + at]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            FloatVector x2 = all(a[a2 + at]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            FloatVector x3 = all(a[a3 + at]);
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
            int aStep,
            float[] w,
            int w0,
            int wStep,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int last = rows - 1;
        int s1 = s0 + sRow;
        int s2 = s0 + Math.min(2, last) * sRow;
        FloatVector c00 = at(s, s0);
        FloatVector c01 = at(s, s0 + L);
        FloatVector c02 = at(s, s0 + 2 * L);
        FloatVector c10 = at(s, s1);
        FloatVector c11 = at(s, s1 + L);
        FloatVector c12 = at(s, s1 + 2 * L);
        FloatVector c20 = at(s, s2);
        FloatVector c21 = at(s, s2 + L);
        FloatVector c22 = at(s, s2 + 2 * L);
        int a1 = a0 + aRow;
        int a2 = a0 + Math.min(2, last) * aRow;
        for (int k = 0, at = 0; k < n; k++, w0 += wStep, at += aStep) {
            FloatVector wA = at(w, w0);
            FloatVector wB = at(w, w0 + L);
            FloatVector wC = at(w, w0 + 2 * L);
            FloatVector x0 = all(a[a0 + at]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            FloatVector x1 = all(a[a1 + at]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            FloatVector x2 = all(a[a2 + at]);
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
            int aStep,
            float[] w,
            int w0,
            int wStep,
            float[] s,
            int s0,
            int sRow,
            float[] z,
            int z0,
            int zRow) {
        int s1 = s0 + sRow;
        FloatVector c00 = at(s, s0);
        FloatVector c01 = at(s, s0 + L);
        FloatVector c02 = at(s, s0 + 2 * L);
        FloatVector c03 = at(s, s0 + 3 * L);
        FloatVector c10 = at(s, s1);
        FloatVector c11 = at(s, s1 + L);
        FloatVector c12 = at(s, s1 + 2 * L);
        FloatVector c13 = at(s, s1 + 3 * L);
        int a1 = a0 + aRow;
        for (int k = 0, at = 0; k < n; k++, w0 += wStep, at += aStep) {
            FloatVector wA = at(w, w0);
            FloatVector wB = at(w, w0 + L);
            FloatVector wC = at(w, w0 + 2 * L);
            FloatVector wD = at(w, w0 + 3 * L);
            FloatVector x0 = all(a[a0 + at]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            c03 = x0.fma(wD, c03);
            FloatVector x1 = all(a[a1 + at]);
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
            int aStep,
            float[] w,
            int w0,
            int wStep,
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
        FloatVector c00 = at(s, s0);
        FloatVector c01 = at(s, s0 + L);
        FloatVector c10 = at(s, s1);
        FloatVector c11 = at(s, s1 + L);
        FloatVector c20 = at(s, s2);
        FloatVector c21 = at(s, s2 + L);
        FloatVector c30 = at(s, s3);
        FloatVector c31 = at(s, s3 + L);
        int a1 = a0 + aRow;
        int a2 = a0 + Math.min(2, last) * aRow;
        int a3 = a0 + Math.min(3, last) * aRow;
        for (int k = 0, at = 0; k < n; k++, w0 += wStep, at += aStep) {
            FloatVector wA = at(w, w0);
            FloatVector wB = at(w, w0 + L);
            FloatVector x0 = all(a[a0 + at]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            FloatVector x1 = all(a[a1 + at]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            FloatVector x2 = all(a[a2 + at]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            FloatVector x3 = all(a[a3 + at]);
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
            int aStep,
            float[] w,
            int w0,
            int wStep,
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
        FloatVector c00 = at(s, s0);
        FloatVector c10 = at(s, s1);
        FloatVector c20 = at(s, s2);
        FloatVector c30 = at(s, s3);
        int a1 = a0 + aRow;
        int a2 = a0 + Math.min(2, last) * aRow;
        int a3 = a0 + Math.min(3, last) * aRow;
        int at = 0;
        int k = 0;
        for (; k + 4 <= n; k += 4, w0 += 4 * wStep, at += 4 * aStep) {
            FloatVector wA = at(w, w0);
            FloatVector x0 = all(a[a0 + at]);
            c00 = x0.fma(wA, c00);
            FloatVector x1 = all(a[a1 + at]);
            c10 = x1.fma(wA, c10);
            FloatVector x2 = all(a[a2 + at]);
            c20 = x2.fma(wA, c20);
            FloatVector x3 = all(a[a3 + at]);
            c30 = x3.fma(wA, c30);
            wA = at(w, w0 + wStep);
            x0 = all(a[a0 + at + aStep]);
            c00 = x0.fma(wA, c00);
            x1 = all(a[a1 + at + aStep]);
            c10 = x1.fma(wA, c10);
            x2 = all(a[a2 + at + aStep]);
            c20 = x2.fma(wA, c20);
            x3 = all(a[a3 + at + aStep]);
            c30 = x3.fma(wA, c30);
            wA = at(w, w0 + 2 * wStep);
            x0 = all(a[a0 + at + 2 * aStep]);
            c00 = x0.fma(wA, c00);
            x1 = all(a[a1 + at + 2 * aStep]);
            c10 = x1.fma(wA, c10);
            x2 = all(a[a2 + at + 2 * aStep]);
            c20 = x2.fma(wA, c20);
            x3 = all(a[a3 + at + 2 * aStep]);
            c30 = x3.fma(wA, c30);
            wA = at(w, w0 + 3 * wStep);
            x0 = all(a[a0 + at + 3 * aStep]);
            c00 = x0.fma(wA, c00);
            x1 = all(a[a1 + at + 3 * aStep]);
            c10 = x1.fma(wA, c10);
            x2 = all(a[a2 + at + 3 * aStep]);
            c20 = x2.fma(wA, c20);
            x3 = all(a[a3 + at + 3 * aStep]);
            c30 = x3.fma(wA, c30);
        }
        for (; k < n; k++, w0 += wStep, at += aStep) {
            FloatVector wA = at(w, w0);
            FloatVector x0 = all(a[a0 + at]);
            c00 = x0.fma(wA, c00);
            FloatVector x1 = all(a[a1 + at]);
            c10 = x1.fma(wA, c10);
            FloatVector x2 = all(a[a2 + at]);
            c20 = x2.fma(wA, c20);
            FloatVector x3 = all(a[a3 + at]);
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
