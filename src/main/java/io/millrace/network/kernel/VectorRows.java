package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of a single row; see {@link VectorTiles}. Reading the weights is their limit, which they reach where a step over the
 * depth is a constant and the loop's end a multiple of it: C2 then takes the checks of the index out of the loop. The depth is
 * unrolled, in order, so that each method is too long to be inlined.
 */
final class VectorRows {
    private VectorRows() {}

    /** A row through a product's panels, which stand one behind the other. */
    static void product(
            int vectors, int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        for (int vector = 0, taken; vector < vectors; vector += taken) {
            int left = vectors - vector;
            int at = vector * L;
            taken = VectorTiles.panel(left);
            if (taken == 3 && left > 3 && VectorTiles.panel(left - 3) == 3) {
                taken = 6;
                pair3(n, a, a0, w, w0 + at * n, s, s0 + at, z, z0 + at);
            } else {
                row(taken, n, a, a0, w, w0 + at * n, s, s0 + at, z, z0 + at);
            }
        }
    }

    static void row(int width, int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        if (width == 4) {
            row4(n, a, a0, w, w0, s, s0, z, z0);
        } else if (width == 3) {
            row3(n, a, a0, w, w0, s, s0, z, z0);
        } else if (width == 2) {
            row2(n, a, a0, w, w0, s, s0, z, z0);
        } else {
            row1(n, a, a0, w, w0, s, s0, z, z0);
        }
    }

    /** Two panels of three: their sums together are enough for the multipliers' latency, which three alone would wait for. */
    private static void pair3(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = FloatVector.fromArray(S, s, s0);
        FloatVector c1 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c2 = FloatVector.fromArray(S, s, s0 + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, s, s0 + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, s, s0 + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, s, s0 + 5 * L);
        int w1 = w0 + n * (3 * L);
        int unrolled = n - n % 4;
        for (int k = 0; k < unrolled; k += 4) {
            int i = w0 + k * (3 * L);
            int j = w1 + k * (3 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x0.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x0.fma(FloatVector.fromArray(S, w, i + L), c1);
            c2 = x0.fma(FloatVector.fromArray(S, w, i + 2 * L), c2);
            c3 = x0.fma(FloatVector.fromArray(S, w, j), c3);
            c4 = x0.fma(FloatVector.fromArray(S, w, j + L), c4);
            c5 = x0.fma(FloatVector.fromArray(S, w, j + 2 * L), c5);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c0 = x1.fma(FloatVector.fromArray(S, w, i + 3 * L), c0);
            c1 = x1.fma(FloatVector.fromArray(S, w, i + 4 * L), c1);
            c2 = x1.fma(FloatVector.fromArray(S, w, i + 5 * L), c2);
            c3 = x1.fma(FloatVector.fromArray(S, w, j + 3 * L), c3);
            c4 = x1.fma(FloatVector.fromArray(S, w, j + 4 * L), c4);
            c5 = x1.fma(FloatVector.fromArray(S, w, j + 5 * L), c5);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + k + 2]);
            c0 = x2.fma(FloatVector.fromArray(S, w, i + 6 * L), c0);
            c1 = x2.fma(FloatVector.fromArray(S, w, i + 7 * L), c1);
            c2 = x2.fma(FloatVector.fromArray(S, w, i + 8 * L), c2);
            c3 = x2.fma(FloatVector.fromArray(S, w, j + 6 * L), c3);
            c4 = x2.fma(FloatVector.fromArray(S, w, j + 7 * L), c4);
            c5 = x2.fma(FloatVector.fromArray(S, w, j + 8 * L), c5);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + k + 3]);
            c0 = x3.fma(FloatVector.fromArray(S, w, i + 9 * L), c0);
            c1 = x3.fma(FloatVector.fromArray(S, w, i + 10 * L), c1);
            c2 = x3.fma(FloatVector.fromArray(S, w, i + 11 * L), c2);
            c3 = x3.fma(FloatVector.fromArray(S, w, j + 9 * L), c3);
            c4 = x3.fma(FloatVector.fromArray(S, w, j + 10 * L), c4);
            c5 = x3.fma(FloatVector.fromArray(S, w, j + 11 * L), c5);
        }
        for (int k = unrolled; k < n; k++) {
            int i = w0 + k * (3 * L);
            int j = w1 + k * (3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x.fma(FloatVector.fromArray(S, w, i + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, w, i + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, w, j), c3);
            c4 = x.fma(FloatVector.fromArray(S, w, j + L), c4);
            c5 = x.fma(FloatVector.fromArray(S, w, j + 2 * L), c5);
        }
        c0.intoArray(z, z0);
        c1.intoArray(z, z0 + L);
        c2.intoArray(z, z0 + 2 * L);
        c3.intoArray(z, z0 + 3 * L);
        c4.intoArray(z, z0 + 4 * L);
        c5.intoArray(z, z0 + 5 * L);
    }

    private static void row4(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = FloatVector.fromArray(S, s, s0);
        FloatVector c1 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c2 = FloatVector.fromArray(S, s, s0 + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, s, s0 + 3 * L);
        int unrolled = n - n % 4;
        for (int k = 0; k < unrolled; k += 4) {
            int i = w0 + k * (4 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x0.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x0.fma(FloatVector.fromArray(S, w, i + L), c1);
            c2 = x0.fma(FloatVector.fromArray(S, w, i + 2 * L), c2);
            c3 = x0.fma(FloatVector.fromArray(S, w, i + 3 * L), c3);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c0 = x1.fma(FloatVector.fromArray(S, w, i + 4 * L), c0);
            c1 = x1.fma(FloatVector.fromArray(S, w, i + 5 * L), c1);
            c2 = x1.fma(FloatVector.fromArray(S, w, i + 6 * L), c2);
            c3 = x1.fma(FloatVector.fromArray(S, w, i + 7 * L), c3);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + k + 2]);
            c0 = x2.fma(FloatVector.fromArray(S, w, i + 8 * L), c0);
            c1 = x2.fma(FloatVector.fromArray(S, w, i + 9 * L), c1);
            c2 = x2.fma(FloatVector.fromArray(S, w, i + 10 * L), c2);
            c3 = x2.fma(FloatVector.fromArray(S, w, i + 11 * L), c3);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + k + 3]);
            c0 = x3.fma(FloatVector.fromArray(S, w, i + 12 * L), c0);
            c1 = x3.fma(FloatVector.fromArray(S, w, i + 13 * L), c1);
            c2 = x3.fma(FloatVector.fromArray(S, w, i + 14 * L), c2);
            c3 = x3.fma(FloatVector.fromArray(S, w, i + 15 * L), c3);
        }
        for (int k = unrolled; k < n; k++) {
            int i = w0 + k * (4 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x.fma(FloatVector.fromArray(S, w, i + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, w, i + 2 * L), c2);
            c3 = x.fma(FloatVector.fromArray(S, w, i + 3 * L), c3);
        }
        c0.intoArray(z, z0);
        c1.intoArray(z, z0 + L);
        c2.intoArray(z, z0 + 2 * L);
        c3.intoArray(z, z0 + 3 * L);
    }

    private static void row3(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = FloatVector.fromArray(S, s, s0);
        FloatVector c1 = FloatVector.fromArray(S, s, s0 + L);
        FloatVector c2 = FloatVector.fromArray(S, s, s0 + 2 * L);
        int unrolled = n - n % 4;
        for (int k = 0; k < unrolled; k += 4) {
            int i = w0 + k * (3 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x0.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x0.fma(FloatVector.fromArray(S, w, i + L), c1);
            c2 = x0.fma(FloatVector.fromArray(S, w, i + 2 * L), c2);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c0 = x1.fma(FloatVector.fromArray(S, w, i + 3 * L), c0);
            c1 = x1.fma(FloatVector.fromArray(S, w, i + 4 * L), c1);
            c2 = x1.fma(FloatVector.fromArray(S, w, i + 5 * L), c2);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + k + 2]);
            c0 = x2.fma(FloatVector.fromArray(S, w, i + 6 * L), c0);
            c1 = x2.fma(FloatVector.fromArray(S, w, i + 7 * L), c1);
            c2 = x2.fma(FloatVector.fromArray(S, w, i + 8 * L), c2);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + k + 3]);
            c0 = x3.fma(FloatVector.fromArray(S, w, i + 9 * L), c0);
            c1 = x3.fma(FloatVector.fromArray(S, w, i + 10 * L), c1);
            c2 = x3.fma(FloatVector.fromArray(S, w, i + 11 * L), c2);
        }
        for (int k = unrolled; k < n; k++) {
            int i = w0 + k * (3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x.fma(FloatVector.fromArray(S, w, i + L), c1);
            c2 = x.fma(FloatVector.fromArray(S, w, i + 2 * L), c2);
        }
        c0.intoArray(z, z0);
        c1.intoArray(z, z0 + L);
        c2.intoArray(z, z0 + 2 * L);
    }

    private static void row2(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = FloatVector.fromArray(S, s, s0);
        FloatVector c1 = FloatVector.fromArray(S, s, s0 + L);
        int unrolled = n - n % 6;
        for (int k = 0; k < unrolled; k += 6) {
            int i = w0 + k * (2 * L);
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x0.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x0.fma(FloatVector.fromArray(S, w, i + L), c1);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c0 = x1.fma(FloatVector.fromArray(S, w, i + 2 * L), c0);
            c1 = x1.fma(FloatVector.fromArray(S, w, i + 3 * L), c1);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + k + 2]);
            c0 = x2.fma(FloatVector.fromArray(S, w, i + 4 * L), c0);
            c1 = x2.fma(FloatVector.fromArray(S, w, i + 5 * L), c1);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + k + 3]);
            c0 = x3.fma(FloatVector.fromArray(S, w, i + 6 * L), c0);
            c1 = x3.fma(FloatVector.fromArray(S, w, i + 7 * L), c1);
            FloatVector x4 = FloatVector.broadcast(S, a[a0 + k + 4]);
            c0 = x4.fma(FloatVector.fromArray(S, w, i + 8 * L), c0);
            c1 = x4.fma(FloatVector.fromArray(S, w, i + 9 * L), c1);
            FloatVector x5 = FloatVector.broadcast(S, a[a0 + k + 5]);
            c0 = x5.fma(FloatVector.fromArray(S, w, i + 10 * L), c0);
            c1 = x5.fma(FloatVector.fromArray(S, w, i + 11 * L), c1);
        }
        for (int k = unrolled; k < n; k++) {
            int i = w0 + k * (2 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x.fma(FloatVector.fromArray(S, w, i), c0);
            c1 = x.fma(FloatVector.fromArray(S, w, i + L), c1);
        }
        c0.intoArray(z, z0);
        c1.intoArray(z, z0 + L);
    }

    private static void row1(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = FloatVector.fromArray(S, s, s0);
        int unrolled = n - n % 12;
        for (int k = 0; k < unrolled; k += 12) {
            int i = w0 + k * L;
            FloatVector x0 = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x0.fma(FloatVector.fromArray(S, w, i), c0);
            FloatVector x1 = FloatVector.broadcast(S, a[a0 + k + 1]);
            c0 = x1.fma(FloatVector.fromArray(S, w, i + L), c0);
            FloatVector x2 = FloatVector.broadcast(S, a[a0 + k + 2]);
            c0 = x2.fma(FloatVector.fromArray(S, w, i + 2 * L), c0);
            FloatVector x3 = FloatVector.broadcast(S, a[a0 + k + 3]);
            c0 = x3.fma(FloatVector.fromArray(S, w, i + 3 * L), c0);
            FloatVector x4 = FloatVector.broadcast(S, a[a0 + k + 4]);
            c0 = x4.fma(FloatVector.fromArray(S, w, i + 4 * L), c0);
            FloatVector x5 = FloatVector.broadcast(S, a[a0 + k + 5]);
            c0 = x5.fma(FloatVector.fromArray(S, w, i + 5 * L), c0);
            FloatVector x6 = FloatVector.broadcast(S, a[a0 + k + 6]);
            c0 = x6.fma(FloatVector.fromArray(S, w, i + 6 * L), c0);
            FloatVector x7 = FloatVector.broadcast(S, a[a0 + k + 7]);
            c0 = x7.fma(FloatVector.fromArray(S, w, i + 7 * L), c0);
            FloatVector x8 = FloatVector.broadcast(S, a[a0 + k + 8]);
            c0 = x8.fma(FloatVector.fromArray(S, w, i + 8 * L), c0);
            FloatVector x9 = FloatVector.broadcast(S, a[a0 + k + 9]);
            c0 = x9.fma(FloatVector.fromArray(S, w, i + 9 * L), c0);
            FloatVector x10 = FloatVector.broadcast(S, a[a0 + k + 10]);
            c0 = x10.fma(FloatVector.fromArray(S, w, i + 10 * L), c0);
            FloatVector x11 = FloatVector.broadcast(S, a[a0 + k + 11]);
            c0 = x11.fma(FloatVector.fromArray(S, w, i + 11 * L), c0);
        }
        for (int k = unrolled; k < n; k++) {
            int i = w0 + k * L;
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            c0 = x.fma(FloatVector.fromArray(S, w, i), c0);
        }
        c0.intoArray(z, z0);
    }
}
