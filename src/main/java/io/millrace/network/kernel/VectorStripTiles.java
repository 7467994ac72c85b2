package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of {@link VectorStrips}: eight rows by one to three vectors go on from the sums in z, {@code z += a · w}, with a
 * half of a {@code [depth][16]}, w {@code [depth][width · L]} and z {@code [8][width · L]}, each in one run. So few indices leave the
 * most of AVX-512's two multipliers, some of whose cycles go to whatever else a loop computes; see {@link VectorTiles}.
 */
final class VectorStripTiles {
    static final int ROWS = 8;

    private VectorStripTiles() {}

    static void tile(int width, int n, float[] a, int a0, float[] w, int w0, float[] z, int z0) {
        if (width == 3) {
            by3(n, a, a0, w, w0, z, z0);
        } else if (width == 2) {
            by2(n, a, a0, w, w0, z, z0);
        } else {
            by1(n, a, a0, w, w0, z, z0);
        }
    }

    /** By three vectors. */
    private static void by3(int n, float[] a, int a0, float[] w, int w0, float[] z, int z0) {
        FloatVector c00 = FloatVector.fromArray(S, z, z0);
        FloatVector c01 = FloatVector.fromArray(S, z, z0 + L);
        FloatVector c02 = FloatVector.fromArray(S, z, z0 + 2 * L);
        FloatVector c10 = FloatVector.fromArray(S, z, z0 + 3 * L);
        FloatVector c11 = FloatVector.fromArray(S, z, z0 + 4 * L);
        FloatVector c12 = FloatVector.fromArray(S, z, z0 + 5 * L);
        FloatVector c20 = FloatVector.fromArray(S, z, z0 + 6 * L);
        FloatVector c21 = FloatVector.fromArray(S, z, z0 + 7 * L);
        FloatVector c22 = FloatVector.fromArray(S, z, z0 + 8 * L);
        FloatVector c30 = FloatVector.fromArray(S, z, z0 + 9 * L);
        FloatVector c31 = FloatVector.fromArray(S, z, z0 + 10 * L);
        FloatVector c32 = FloatVector.fromArray(S, z, z0 + 11 * L);
        FloatVector c40 = FloatVector.fromArray(S, z, z0 + 12 * L);
        FloatVector c41 = FloatVector.fromArray(S, z, z0 + 13 * L);
        FloatVector c42 = FloatVector.fromArray(S, z, z0 + 14 * L);
        FloatVector c50 = FloatVector.fromArray(S, z, z0 + 15 * L);
        FloatVector c51 = FloatVector.fromArray(S, z, z0 + 16 * L);
        FloatVector c52 = FloatVector.fromArray(S, z, z0 + 17 * L);
        FloatVector c60 = FloatVector.fromArray(S, z, z0 + 18 * L);
        FloatVector c61 = FloatVector.fromArray(S, z, z0 + 19 * L);
        FloatVector c62 = FloatVector.fromArray(S, z, z0 + 20 * L);
        FloatVector c70 = FloatVector.fromArray(S, z, z0 + 21 * L);
        FloatVector c71 = FloatVector.fromArray(S, z, z0 + 22 * L);
        FloatVector c72 = FloatVector.fromArray(S, z, z0 + 23 * L);
        for (int k = 0; k < n; k++) {
            int i = w0 + k * (3 * L);
            int j = a0 + k * L;
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector wC = FloatVector.fromArray(S, w, i + 2 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[j]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            c02 = x0.fma(wC, c02);
            FloatVector x1 = FloatVector.broadcast(S, a[j + 1]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            c12 = x1.fma(wC, c12);
            FloatVector x2 = FloatVector.broadcast(S, a[j + 2]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            c22 = x2.fma(wC, c22);
            FloatVector x3 = FloatVector.broadcast(S, a[j + 3]);
            c30 = x3.fma(wA, c30);
            c31 = x3.fma(wB, c31);
            c32 = x3.fma(wC, c32);
            FloatVector x4 = FloatVector.broadcast(S, a[j + 4]);
            c40 = x4.fma(wA, c40);
            c41 = x4.fma(wB, c41);
            c42 = x4.fma(wC, c42);
            FloatVector x5 = FloatVector.broadcast(S, a[j + 5]);
            c50 = x5.fma(wA, c50);
            c51 = x5.fma(wB, c51);
            c52 = x5.fma(wC, c52);
            FloatVector x6 = FloatVector.broadcast(S, a[j + 6]);
            c60 = x6.fma(wA, c60);
            c61 = x6.fma(wB, c61);
            c62 = x6.fma(wC, c62);
            FloatVector x7 = FloatVector.broadcast(S, a[j + 7]);
            c70 = x7.fma(wA, c70);
            c71 = x7.fma(wB, c71);
            c72 = x7.fma(wC, c72);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        c02.intoArray(z, z0 + 2 * L);
        c10.intoArray(z, z0 + 3 * L);
        c11.intoArray(z, z0 + 4 * L);
        c12.intoArray(z, z0 + 5 * L);
        c20.intoArray(z, z0 + 6 * L);
        c21.intoArray(z, z0 + 7 * L);
        c22.intoArray(z, z0 + 8 * L);
        c30.intoArray(z, z0 + 9 * L);
        c31.intoArray(z, z0 + 10 * L);
        c32.intoArray(z, z0 + 11 * L);
        c40.intoArray(z, z0 + 12 * L);
        c41.intoArray(z, z0 + 13 * L);
        c42.intoArray(z, z0 + 14 * L);
        c50.intoArray(z, z0 + 15 * L);
        c51.intoArray(z, z0 + 16 * L);
        c52.intoArray(z, z0 + 17 * L);
        c60.intoArray(z, z0 + 18 * L);
        c61.intoArray(z, z0 + 19 * L);
        c62.intoArray(z, z0 + 20 * L);
        c70.intoArray(z, z0 + 21 * L);
        c71.intoArray(z, z0 + 22 * L);
        c72.intoArray(z, z0 + 23 * L);
    }

    /** By two vectors. */
    private static void by2(int n, float[] a, int a0, float[] w, int w0, float[] z, int z0) {
        FloatVector c00 = FloatVector.fromArray(S, z, z0);
        FloatVector c01 = FloatVector.fromArray(S, z, z0 + L);
        FloatVector c10 = FloatVector.fromArray(S, z, z0 + 2 * L);
        FloatVector c11 = FloatVector.fromArray(S, z, z0 + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, z, z0 + 4 * L);
        FloatVector c21 = FloatVector.fromArray(S, z, z0 + 5 * L);
        FloatVector c30 = FloatVector.fromArray(S, z, z0 + 6 * L);
        FloatVector c31 = FloatVector.fromArray(S, z, z0 + 7 * L);
        FloatVector c40 = FloatVector.fromArray(S, z, z0 + 8 * L);
        FloatVector c41 = FloatVector.fromArray(S, z, z0 + 9 * L);
        FloatVector c50 = FloatVector.fromArray(S, z, z0 + 10 * L);
        FloatVector c51 = FloatVector.fromArray(S, z, z0 + 11 * L);
        FloatVector c60 = FloatVector.fromArray(S, z, z0 + 12 * L);
        FloatVector c61 = FloatVector.fromArray(S, z, z0 + 13 * L);
        FloatVector c70 = FloatVector.fromArray(S, z, z0 + 14 * L);
        FloatVector c71 = FloatVector.fromArray(S, z, z0 + 15 * L);
        for (int k = 0; k < n; k++) {
            int i = w0 + k * (2 * L);
            int j = a0 + k * L;
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector wB = FloatVector.fromArray(S, w, i + L);
            FloatVector x0 = FloatVector.broadcast(S, a[j]);
            c00 = x0.fma(wA, c00);
            c01 = x0.fma(wB, c01);
            FloatVector x1 = FloatVector.broadcast(S, a[j + 1]);
            c10 = x1.fma(wA, c10);
            c11 = x1.fma(wB, c11);
            FloatVector x2 = FloatVector.broadcast(S, a[j + 2]);
            c20 = x2.fma(wA, c20);
            c21 = x2.fma(wB, c21);
            FloatVector x3 = FloatVector.broadcast(S, a[j + 3]);
            c30 = x3.fma(wA, c30);
            c31 = x3.fma(wB, c31);
            FloatVector x4 = FloatVector.broadcast(S, a[j + 4]);
            c40 = x4.fma(wA, c40);
            c41 = x4.fma(wB, c41);
            FloatVector x5 = FloatVector.broadcast(S, a[j + 5]);
            c50 = x5.fma(wA, c50);
            c51 = x5.fma(wB, c51);
            FloatVector x6 = FloatVector.broadcast(S, a[j + 6]);
            c60 = x6.fma(wA, c60);
            c61 = x6.fma(wB, c61);
            FloatVector x7 = FloatVector.broadcast(S, a[j + 7]);
            c70 = x7.fma(wA, c70);
            c71 = x7.fma(wB, c71);
        }
        c00.intoArray(z, z0);
        c01.intoArray(z, z0 + L);
        c10.intoArray(z, z0 + 2 * L);
        c11.intoArray(z, z0 + 3 * L);
        c20.intoArray(z, z0 + 4 * L);
        c21.intoArray(z, z0 + 5 * L);
        c30.intoArray(z, z0 + 6 * L);
        c31.intoArray(z, z0 + 7 * L);
        c40.intoArray(z, z0 + 8 * L);
        c41.intoArray(z, z0 + 9 * L);
        c50.intoArray(z, z0 + 10 * L);
        c51.intoArray(z, z0 + 11 * L);
        c60.intoArray(z, z0 + 12 * L);
        c61.intoArray(z, z0 + 13 * L);
        c70.intoArray(z, z0 + 14 * L);
        c71.intoArray(z, z0 + 15 * L);
    }

    /** By one vector. */
    private static void by1(int n, float[] a, int a0, float[] w, int w0, float[] z, int z0) {
        FloatVector c00 = FloatVector.fromArray(S, z, z0);
        FloatVector c10 = FloatVector.fromArray(S, z, z0 + L);
        FloatVector c20 = FloatVector.fromArray(S, z, z0 + 2 * L);
        FloatVector c30 = FloatVector.fromArray(S, z, z0 + 3 * L);
        FloatVector c40 = FloatVector.fromArray(S, z, z0 + 4 * L);
        FloatVector c50 = FloatVector.fromArray(S, z, z0 + 5 * L);
        FloatVector c60 = FloatVector.fromArray(S, z, z0 + 6 * L);
        FloatVector c70 = FloatVector.fromArray(S, z, z0 + 7 * L);
        for (int k = 0; k < n; k++) {
            int i = w0 + k * L;
            int j = a0 + k * L;
            FloatVector wA = FloatVector.fromArray(S, w, i);
            FloatVector x0 = FloatVector.broadcast(S, a[j]);
            c00 = x0.fma(wA, c00);
            FloatVector x1 = FloatVector.broadcast(S, a[j + 1]);
            c10 = x1.fma(wA, c10);
            FloatVector x2 = FloatVector.broadcast(S, a[j + 2]);
            c20 = x2.fma(wA, c20);
            FloatVector x3 = FloatVector.broadcast(S, a[j + 3]);
            c30 = x3.fma(wA, c30);
            FloatVector x4 = FloatVector.broadcast(S, a[j + 4]);
            c40 = x4.fma(wA, c40);
            FloatVector x5 = FloatVector.broadcast(S, a[j + 5]);
            c50 = x5.fma(wA, c50);
            FloatVector x6 = FloatVector.broadcast(S, a[j + 6]);
            c60 = x6.fma(wA, c60);
            FloatVector x7 = FloatVector.broadcast(S, a[j + 7]);
            c70 = x7.fma(wA, c70);
        }
        c00.intoArray(z, z0);
        c10.intoArray(z, z0 + L);
        c20.intoArray(z, z0 + 2 * L);
        c30.intoArray(z, z0 + 3 * L);
        c40.intoArray(z, z0 + 4 * L);
        c50.intoArray(z, z0 + 5 * L);
        c60.intoArray(z, z0 + 6 * L);
        c70.intoArray(z, z0 + 7 * L);
    }
}
