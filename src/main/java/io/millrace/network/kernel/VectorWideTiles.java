package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of {@link VectorTiles} for AVX-512, whose 32 registers hold 24 sums beside what they are made of: the more rows
 * share a vector of weights, the less the loads cost, for which two multipliers leave hardly any time. Two steps over the depth
 * are written out, since they share the indices, which the same cycles must compute; three would spill sums.
 */
final class VectorWideTiles {
    private VectorWideTiles() {}

    /** Each row goes on from values of its own, or all from the same. */
    static void rows8x3(
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
        int s4 = s0 + 4 * sRow;
        int s5 = s0 + 5 * sRow;
        int s6 = s0 + 6 * sRow;
        int s7 = s0 + 7 * sRow;
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
        FloatVector c40 = FloatVector.fromArray(S, s, s4);
        FloatVector c41 = FloatVector.fromArray(S, s, s4 + L);
        FloatVector c42 = FloatVector.fromArray(S, s, s4 + 2 * L);
        FloatVector c50 = FloatVector.fromArray(S, s, s5);
        FloatVector c51 = FloatVector.fromArray(S, s, s5 + L);
        FloatVector c52 = FloatVector.fromArray(S, s, s5 + 2 * L);
        FloatVector c60 = FloatVector.fromArray(S, s, s6);
        FloatVector c61 = FloatVector.fromArray(S, s, s6 + L);
        FloatVector c62 = FloatVector.fromArray(S, s, s6 + 2 * L);
        FloatVector c70 = FloatVector.fromArray(S, s, s7);
        FloatVector c71 = FloatVector.fromArray(S, s, s7 + L);
        FloatVector c72 = FloatVector.fromArray(S, s, s7 + 2 * L);
        int a1 = a0 + aRow;
        int a2 = a0 + 2 * aRow;
        int a3 = a0 + 3 * aRow;
        int a4 = a0 + 4 * aRow;
        int a5 = a0 + 5 * aRow;
        int a6 = a0 + 6 * aRow;
        int a7 = a0 + 7 * aRow;
        int even = n - n % 2;
        for (int k = 0; k < even; k += 2) {
            int i = w0 + k * (3 * L);
            FloatVector wA0 = FloatVector.fromArray(S, w, i);
            FloatVector wB0 = FloatVector.fromArray(S, w, i + L);
            FloatVector wC0 = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector x00 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x00.fma(wA0, c00);
            c01 = x00.fma(wB0, c01);
            c02 = x00.fma(wC0, c02);
            FloatVector x10 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x10.fma(wA0, c10);
            c11 = x10.fma(wB0, c11);
            c12 = x10.fma(wC0, c12);
            FloatVector x20 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x20.fma(wA0, c20);
            c21 = x20.fma(wB0, c21);
            c22 = x20.fma(wC0, c22);
            FloatVector x30 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = x30.fma(wA0, c30);
            c31 = x30.fma(wB0, c31);
            c32 = x30.fma(wC0, c32);
            FloatVector x40 = FloatVector.broadcast(S, a[a4 + k]);
            c40 = x40.fma(wA0, c40);
            c41 = x40.fma(wB0, c41);
            c42 = x40.fma(wC0, c42);
            FloatVector x50 = FloatVector.broadcast(S, a[a5 + k]);
            c50 = x50.fma(wA0, c50);
            c51 = x50.fma(wB0, c51);
            c52 = x50.fma(wC0, c52);
            FloatVector x60 = FloatVector.broadcast(S, a[a6 + k]);
            c60 = x60.fma(wA0, c60);
            c61 = x60.fma(wB0, c61);
            c62 = x60.fma(wC0, c62);
            FloatVector x70 = FloatVector.broadcast(S, a[a7 + k]);
            c70 = x70.fma(wA0, c70);
            c71 = x70.fma(wB0, c71);
            c72 = x70.fma(wC0, c72);
            FloatVector wA1 = FloatVector.fromArray(S, w, i + 3 * L);
            FloatVector wB1 = FloatVector.fromArray(S, w, i + 4 * L);
            FloatVector wC1 = FloatVector.fromArray(S, w, i + 5 * L);
            FloatVector x01 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c00 = x01.fma(wA1, c00);
            c01 = x01.fma(wB1, c01);
            c02 = x01.fma(wC1, c02);
            FloatVector x11 = FloatVector.broadcast(S, a[a1 + k + 1]);
            c10 = x11.fma(wA1, c10);
            c11 = x11.fma(wB1, c11);
            c12 = x11.fma(wC1, c12);
            FloatVector x21 = FloatVector.broadcast(S, a[a2 + k + 1]);
            c20 = x21.fma(wA1, c20);
            c21 = x21.fma(wB1, c21);
            c22 = x21.fma(wC1, c22);
            FloatVector x31 = FloatVector.broadcast(S, a[a3 + k + 1]);
            c30 = x31.fma(wA1, c30);
            c31 = x31.fma(wB1, c31);
            c32 = x31.fma(wC1, c32);
            FloatVector x41 = FloatVector.broadcast(S, a[a4 + k + 1]);
            c40 = x41.fma(wA1, c40);
            c41 = x41.fma(wB1, c41);
            c42 = x41.fma(wC1, c42);
            FloatVector x51 = FloatVector.broadcast(S, a[a5 + k + 1]);
            c50 = x51.fma(wA1, c50);
            c51 = x51.fma(wB1, c51);
            c52 = x51.fma(wC1, c52);
            FloatVector x61 = FloatVector.broadcast(S, a[a6 + k + 1]);
            c60 = x61.fma(wA1, c60);
            c61 = x61.fma(wB1, c61);
            c62 = x61.fma(wC1, c62);
            FloatVector x71 = FloatVector.broadcast(S, a[a7 + k + 1]);
            c70 = x71.fma(wA1, c70);
            c71 = x71.fma(wB1, c71);
            c72 = x71.fma(wC1, c72);
        }
        for (int k = even; k < n; k++) {
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
            FloatVector x4 = FloatVector.broadcast(S, a[a4 + k]);
            c40 = x4.fma(wA, c40);
            c41 = x4.fma(wB, c41);
            c42 = x4.fma(wC, c42);
            FloatVector x5 = FloatVector.broadcast(S, a[a5 + k]);
            c50 = x5.fma(wA, c50);
            c51 = x5.fma(wB, c51);
            c52 = x5.fma(wC, c52);
            FloatVector x6 = FloatVector.broadcast(S, a[a6 + k]);
            c60 = x6.fma(wA, c60);
            c61 = x6.fma(wB, c61);
            c62 = x6.fma(wC, c62);
            FloatVector x7 = FloatVector.broadcast(S, a[a7 + k]);
            c70 = x7.fma(wA, c70);
            c71 = x7.fma(wB, c71);
            c72 = x7.fma(wC, c72);
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
        int z4 = z0 + 4 * zRow;
        c40.intoArray(z, z4);
        c41.intoArray(z, z4 + L);
        c42.intoArray(z, z4 + 2 * L);
        int z5 = z0 + 5 * zRow;
        c50.intoArray(z, z5);
        c51.intoArray(z, z5 + L);
        c52.intoArray(z, z5 + 2 * L);
        int z6 = z0 + 6 * zRow;
        c60.intoArray(z, z6);
        c61.intoArray(z, z6 + L);
        c62.intoArray(z, z6 + 2 * L);
        int z7 = z0 + 7 * zRow;
        c70.intoArray(z, z7);
        c71.intoArray(z, z7 + L);
        c72.intoArray(z, z7 + 2 * L);
    }

    /** Each row goes on from values of its own, or all from the same. */
    static void rows8x2(
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
        int s4 = s0 + 4 * sRow;
        int s5 = s0 + 5 * sRow;
        int s6 = s0 + 6 * sRow;
        int s7 = s0 + 7 * sRow;
        FloatVector c00 = FloatVector.fromArray(S, s, s0);
        FloatVector c01 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c10 = FloatVector.fromArray(S, s, s1);
        FloatVector c11 = FloatVector.fromArray(S, s, s1 + L);
        FloatVector c20 = FloatVector.fromArray(S, s, s2);
        FloatVector c21 = FloatVector.fromArray(S, s, s2 + L);
        FloatVector c30 = FloatVector.fromArray(S, s, s3);
        FloatVector c31 = FloatVector.fromArray(S, s, s3 + L);
        FloatVector c40 = FloatVector.fromArray(S, s, s4);
        FloatVector c41 = FloatVector.fromArray(S, s, s4 + L);
        FloatVector c50 = FloatVector.fromArray(S, s, s5);
        FloatVector c51 = FloatVector.fromArray(S, s, s5 + L);
        FloatVector c60 = FloatVector.fromArray(S, s, s6);
        FloatVector c61 = FloatVector.fromArray(S, s, s6 + L);
        FloatVector c70 = FloatVector.fromArray(S, s, s7);
        FloatVector c71 = FloatVector.fromArray(S, s, s7 + L);
        int a1 = a0 + aRow;
        int a2 = a0 + 2 * aRow;
        int a3 = a0 + 3 * aRow;
        int a4 = a0 + 4 * aRow;
        int a5 = a0 + 5 * aRow;
        int a6 = a0 + 6 * aRow;
        int a7 = a0 + 7 * aRow;
        int even = n - n % 2;
        for (int k = 0; k < even; k += 2) {
            int i = w0 + k * (2 * L);
            FloatVector wA0 = FloatVector.fromArray(S, w, i);
            FloatVector wB0 = FloatVector.fromArray(S, w, i + L);
            FloatVector x00 = FloatVector.broadcast(S, a[a0 + k]);
            c00 = x00.fma(wA0, c00);
            c01 = x00.fma(wB0, c01);
            FloatVector x10 = FloatVector.broadcast(S, a[a1 + k]);
            c10 = x10.fma(wA0, c10);
            c11 = x10.fma(wB0, c11);
            FloatVector x20 = FloatVector.broadcast(S, a[a2 + k]);
            c20 = x20.fma(wA0, c20);
            c21 = x20.fma(wB0, c21);
            FloatVector x30 = FloatVector.broadcast(S, a[a3 + k]);
            c30 = x30.fma(wA0, c30);
            c31 = x30.fma(wB0, c31);
            FloatVector x40 = FloatVector.broadcast(S, a[a4 + k]);
            c40 = x40.fma(wA0, c40);
            c41 = x40.fma(wB0, c41);
            FloatVector x50 = FloatVector.broadcast(S, a[a5 + k]);
            c50 = x50.fma(wA0, c50);
            c51 = x50.fma(wB0, c51);
            FloatVector x60 = FloatVector.broadcast(S, a[a6 + k]);
            c60 = x60.fma(wA0, c60);
            c61 = x60.fma(wB0, c61);
            FloatVector x70 = FloatVector.broadcast(S, a[a7 + k]);
            c70 = x70.fma(wA0, c70);
            c71 = x70.fma(wB0, c71);
            FloatVector wA1 = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector wB1 = FloatVector.fromArray(S, w, i + 3 * L);
            FloatVector x01 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c00 = x01.fma(wA1, c00);
            c01 = x01.fma(wB1, c01);
            FloatVector x11 = FloatVector.broadcast(S, a[a1 + k + 1]);
            c10 = x11.fma(wA1, c10);
            c11 = x11.fma(wB1, c11);
            FloatVector x21 = FloatVector.broadcast(S, a[a2 + k + 1]);
            c20 = x21.fma(wA1, c20);
            c21 = x21.fma(wB1, c21);
            FloatVector x31 = FloatVector.broadcast(S, a[a3 + k + 1]);
            c30 = x31.fma(wA1, c30);
            c31 = x31.fma(wB1, c31);
            FloatVector x41 = FloatVector.broadcast(S, a[a4 + k + 1]);
            c40 = x41.fma(wA1, c40);
            c41 = x41.fma(wB1, c41);
            FloatVector x51 = FloatVector.broadcast(S, a[a5 + k + 1]);
            c50 = x51.fma(wA1, c50);
            c51 = x51.fma(wB1, c51);
            FloatVector x61 = FloatVector.broadcast(S, a[a6 + k + 1]);
            c60 = x61.fma(wA1, c60);
            c61 = x61.fma(wB1, c61);
            FloatVector x71 = FloatVector.broadcast(S, a[a7 + k + 1]);
            c70 = x71.fma(wA1, c70);
            c71 = x71.fma(wB1, c71);
        }
        for (int k = even; k < n; k++) {
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
            FloatVector x4 = FloatVector.broadcast(S, a[a4 + k]);
            c40 = x4.fma(wA, c40);
            c41 = x4.fma(wB, c41);
            FloatVector x5 = FloatVector.broadcast(S, a[a5 + k]);
            c50 = x5.fma(wA, c50);
            c51 = x5.fma(wB, c51);
            FloatVector x6 = FloatVector.broadcast(S, a[a6 + k]);
            c60 = x6.fma(wA, c60);
            c61 = x6.fma(wB, c61);
            FloatVector x7 = FloatVector.broadcast(S, a[a7 + k]);
            c70 = x7.fma(wA, c70);
            c71 = x7.fma(wB, c71);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        int z1 = z0 + zRow;
        c10.intoArray(z, z1);
        c11.intoArray(z, z1 + L);
        int z2 = z0 + 2 * zRow;
        c20.intoArray(z, z2);
        c21.intoArray(z, z2 + L);
        int z3 = z0 + 3 * zRow;
        c30.intoArray(z, z3);
        c31.intoArray(z, z3 + L);
        int z4 = z0 + 4 * zRow;
        c40.intoArray(z, z4);
        c41.intoArray(z, z4 + L);
        int z5 = z0 + 5 * zRow;
        c50.intoArray(z, z5);
        c51.intoArray(z, z5 + L);
        int z6 = z0 + 6 * zRow;
        c60.intoArray(z, z6);
        c61.intoArray(z, z6 + L);
        int z7 = z0 + 7 * zRow;
        c70.intoArray(z, z7);
        c71.intoArray(z, z7 + L);
    }
}
