package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.all;
import static io.millrace.network.kernel.VectorLanes.at;

import jdk.incubator.vector.FloatVector;

/**
 * The widest tiles of {@link VectorTiles} once more, for packed weights and rows that stand as they are: where a step over
 * the depth is a constant, C2 takes the checks of the indices out of the loop, which is worth 3 %. Where all rows start from
 * the same values it keeps more of the indices in registers, worth 7 % on JDK 17 of the widest: hence it has a method for each start.
 */
final class VectorPackedTiles {
    private VectorPackedTiles() {}

    /** All rows start from the same values. */
    static void rows4x4(
            int n, float[] a, int a0, int aRow, float[] w, int w0, float[] s, int s0, float[] z, int z0, int zRow) {
        FloatVector c00 = at(s, s0);
        FloatVector c01 = at(s, s0 + L);
        FloatVector c02 = at(s, s0 + 2 * L);
        FloatVector c03 = at(s, s0 + 3 * L);
        FloatVector c10 = c00;
        FloatVector c11 = c01;
        FloatVector c12 = c02;
        FloatVector c13 = c03;
        FloatVector c20 = c00;
        FloatVector c21 = c01;
        FloatVector c22 = c02;
        FloatVector c23 = c03;
        FloatVector c30 = c00;
        FloatVector c31 = c01;
        FloatVector c32 = c02;
        FloatVector c33 = c03;
        int a1 = a0 + aRow;
        int a2 = a0 + 2 * aRow;
        int a3 = a0 + 3 * aRow;
        for (int k = 0; k < n; k++) {
            int i = w0 + k * 4 * L;
            FloatVector wA = at(w, i);
            FloatVector wB = at(w, i + L);
            FloatVector wC = at(w, i + 2 * L);
            FloatVector wD = at(w, i + 3 * L);
            FloatVector x0 = all(a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            c03 = x0.fma(wD, c03);
            FloatVector x1 = all(a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            c13 = x1.fma(wD, c13);
            FloatVector x2 = all(a[a2 + k]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            c23 = x2.fma(wD, c23);
            FloatVector x3 = all(a[a3 + k]);
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
        int z3 = z0 + 3 * zRow;
        c30.intoArray(z, z3);
        c31.intoArray(z, z3 + L);
        c32.intoArray(z, z3 + 2 * L);
        c33.intoArray(z, z3 + 3 * L);
    }

    /** Each row goes on from values of its own. */
    static void rows4x4On(
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
        int a3 = a0 + 3 * aRow;
        for (int k = 0; k < n; k++) {
            int i = w0 + k * 4 * L;
            FloatVector wA = at(w, i);
            FloatVector wB = at(w, i + L);
            FloatVector wC = at(w, i + 2 * L);
            FloatVector wD = at(w, i + 3 * L);
            FloatVector x0 = all(a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            c03 = x0.fma(wD, c03);
            FloatVector x1 = all(a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            c13 = x1.fma(wD, c13);
            FloatVector x2 = all(a[a2 + k]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            c23 = x2.fma(wD, c23);
            FloatVector x3 = all(a[a3 + k]);
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
        int z3 = z0 + 3 * zRow;
        c30.intoArray(z, z3);
        c31.intoArray(z, z3 + L);
        c32.intoArray(z, z3 + 2 * L);
        c33.intoArray(z, z3 + 3 * L);
    }

    static void rows4x3(
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
        for (int k = 0; k < n; k++) {
            int i = w0 + k * 3 * L;
            FloatVector wA = at(w, i);
            FloatVector wB = at(w, i + L);
            FloatVector wC = at(w, i + 2 * L);
            FloatVector x0 = all(a[a0 + k]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            FloatVector x1 = all(a[a1 + k]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            FloatVector x2 = all(a[a2 + k]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            FloatVector x3 = all(a[a3 + k]);
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
}
