package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.all;
import static io.millrace.network.kernel.VectorLanes.at;

import jdk.incubator.vector.FloatVector;

/**
 * The tiles of a single row; see {@link VectorTiles}. Reading the weights is their limit, which they reach where a step over the
 * depth is a constant: C2 then takes the checks of the index out of the loop. The depth is unrolled, in order, so that each
 * method is too long to be inlined.
 */
final class VectorRows {
    private VectorRows() {}

    static void row(
            int width,
            int n,
            float[] a,
            int a0,
            int aStep,
            float[] w,
            int w0,
            int wStep,
            float[] s,
            int s0,
            float[] z,
            int z0) {
        if (aStep != 1 || wStep != width * L) {
            for (int v = 0; v < width * L; v += L) {
                strided(n, a, a0, aStep, w, w0 + v, wStep, s, s0 + v, z, z0 + v);
            }
        } else if (width == 4) {
            row4(n, a, a0, w, w0, s, s0, z, z0);
        } else if (width == 3) {
            row3(n, a, a0, w, w0, s, s0, z, z0);
        } else if (width == 2) {
            row2(n, a, a0, w, w0, s, s0, z, z0);
        } else {
            row1(n, a, a0, w, w0, s, s0, z, z0);
        }
    }

    private static void row4(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = at(s, s0);
        FloatVector c1 = at(s, s0 + L);
        FloatVector c2 = at(s, s0 + 2 * L);
        FloatVector c3 = at(s, s0 + 3 * L);
        int k = 0;
        for (; k + 4 <= n; k += 4) {
            int i = w0 + k * 4 * L;
            FloatVector x0 = all(a[a0 + k]);
            c0 = x0.fma(at(w, i), c0);
            c1 = x0.fma(at(w, i + L), c1);
            c2 = x0.fma(at(w, i + 2 * L), c2);
            c3 = x0.fma(at(w, i + 3 * L), c3);
            FloatVector x1 = all(a[a0 + k + 1]);
            c0 = x1.fma(at(w, i + 4 * L), c0);
            c1 = x1.fma(at(w, i + 5 * L), c1);
            c2 = x1.fma(at(w, i + 6 * L), c2);
            c3 = x1.fma(at(w, i + 7 * L), c3);
            FloatVector x2 = all(a[a0 + k + 2]);
            c0 = x2.fma(at(w, i + 8 * L), c0);
            c1 = x2.fma(at(w, i + 9 * L), c1);
            c2 = x2.fma(at(w, i + 10 * L), c2);
            c3 = x2.fma(at(w, i + 11 * L), c3);
            FloatVector x3 = all(a[a0 + k + 3]);
            c0 = x3.fma(at(w, i + 12 * L), c0);
            c1 = x3.fma(at(w, i + 13 * L), c1);
            c2 = x3.fma(at(w, i + 14 * L), c2);
            c3 = x3.fma(at(w, i + 15 * L), c3);
        }
        for (; k < n; k++) {
            int i = w0 + k * 4 * L;
            FloatVector x = all(a[a0 + k]);
            c0 = x.fma(at(w, i), c0);
            c1 = x.fma(at(w, i + L), c1);
            c2 = x.fma(at(w, i + 2 * L), c2);
            c3 = x.fma(at(w, i + 3 * L), c3);
        }
        c0.intoArray(z, z0);
        c1.intoArray(z, z0 + L);
        c2.intoArray(z, z0 + 2 * L);
        c3.intoArray(z, z0 + 3 * L);
    }

    private static void row3(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = at(s, s0);
        FloatVector c1 = at(s, s0 + L);
        FloatVector c2 = at(s, s0 + 2 * L);
        int k = 0;
        for (; k + 4 <= n; k += 4) {
            int i = w0 + k * 3 * L;
            FloatVector x0 = all(a[a0 + k]);
            c0 = x0.fma(at(w, i), c0);
            c1 = x0.fma(at(w, i + L), c1);
            c2 = x0.fma(at(w, i + 2 * L), c2);
            FloatVector x1 = all(a[a0 + k + 1]);
            c0 = x1.fma(at(w, i + 3 * L), c0);
            c1 = x1.fma(at(w, i + 4 * L), c1);
            c2 = x1.fma(at(w, i + 5 * L), c2);
            FloatVector x2 = all(a[a0 + k + 2]);
            c0 = x2.fma(at(w, i + 6 * L), c0);
            c1 = x2.fma(at(w, i + 7 * L), c1);
            c2 = x2.fma(at(w, i + 8 * L), c2);
            FloatVector x3 = all(a[a0 + k + 3]);
            c0 = x3.fma(at(w, i + 9 * L), c0);
            c1 = x3.fma(at(w, i + 10 * L), c1);
            c2 = x3.fma(at(w, i + 11 * L), c2);
        }
        for (; k < n; k++) {
            int i = w0 + k * 3 * L;
            FloatVector x = all(a[a0 + k]);
            c0 = x.fma(at(w, i), c0);
            c1 = x.fma(at(w, i + L), c1);
            c2 = x.fma(at(w, i + 2 * L), c2);
        }
        c0.intoArray(z, z0);
        c1.intoArray(z, z0 + L);
        c2.intoArray(z, z0 + 2 * L);
    }

    private static void row2(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = at(s, s0);
        FloatVector c1 = at(s, s0 + L);
        int k = 0;
        for (; k + 6 <= n; k += 6) {
            int i = w0 + k * 2 * L;
            FloatVector x0 = all(a[a0 + k]);
            c0 = x0.fma(at(w, i), c0);
            c1 = x0.fma(at(w, i + L), c1);
            FloatVector x1 = all(a[a0 + k + 1]);
            c0 = x1.fma(at(w, i + 2 * L), c0);
            c1 = x1.fma(at(w, i + 3 * L), c1);
            FloatVector x2 = all(a[a0 + k + 2]);
            c0 = x2.fma(at(w, i + 4 * L), c0);
            c1 = x2.fma(at(w, i + 5 * L), c1);
            FloatVector x3 = all(a[a0 + k + 3]);
            c0 = x3.fma(at(w, i + 6 * L), c0);
            c1 = x3.fma(at(w, i + 7 * L), c1);
            FloatVector x4 = all(a[a0 + k + 4]);
            c0 = x4.fma(at(w, i + 8 * L), c0);
            c1 = x4.fma(at(w, i + 9 * L), c1);
            FloatVector x5 = all(a[a0 + k + 5]);
            c0 = x5.fma(at(w, i + 10 * L), c0);
            c1 = x5.fma(at(w, i + 11 * L), c1);
        }
        for (; k < n; k++) {
            int i = w0 + k * 2 * L;
            FloatVector x = all(a[a0 + k]);
            c0 = x.fma(at(w, i), c0);
            c1 = x.fma(at(w, i + L), c1);
        }
        c0.intoArray(z, z0);
        c1.intoArray(z, z0 + L);
    }

    private static void row1(int n, float[] a, int a0, float[] w, int w0, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = at(s, s0);
        int k = 0;
        for (; k + 12 <= n; k += 12) {
            int i = w0 + k * L;
            FloatVector x0 = all(a[a0 + k]);
            c0 = x0.fma(at(w, i), c0);
            FloatVector x1 = all(a[a0 + k + 1]);
            c0 = x1.fma(at(w, i + L), c0);
            FloatVector x2 = all(a[a0 + k + 2]);
            c0 = x2.fma(at(w, i + 2 * L), c0);
            FloatVector x3 = all(a[a0 + k + 3]);
            c0 = x3.fma(at(w, i + 3 * L), c0);
            FloatVector x4 = all(a[a0 + k + 4]);
            c0 = x4.fma(at(w, i + 4 * L), c0);
            FloatVector x5 = all(a[a0 + k + 5]);
            c0 = x5.fma(at(w, i + 5 * L), c0);
            FloatVector x6 = all(a[a0 + k + 6]);
            c0 = x6.fma(at(w, i + 6 * L), c0);
            FloatVector x7 = all(a[a0 + k + 7]);
            c0 = x7.fma(at(w, i + 7 * L), c0);
            FloatVector x8 = all(a[a0 + k + 8]);
            c0 = x8.fma(at(w, i + 8 * L), c0);
            FloatVector x9 = all(a[a0 + k + 9]);
            c0 = x9.fma(at(w, i + 9 * L), c0);
            FloatVector x10 = all(a[a0 + k + 10]);
            c0 = x10.fma(at(w, i + 10 * L), c0);
            FloatVector x11 = all(a[a0 + k + 11]);
            c0 = x11.fma(at(w, i + 11 * L), c0);
        }
        for (; k < n; k++) {
            int i = w0 + k * L;
            FloatVector x = all(a[a0 + k]);
            c0 = x.fma(at(w, i), c0);
        }
        c0.intoArray(z, z0);
    }

    /** One vector of columns, of a matrix that is not packed: too rare to be worth more. */
    private static void strided(
            int n, float[] a, int a0, int aStep, float[] w, int w0, int wStep, float[] s, int s0, float[] z, int z0) {
        FloatVector c0 = at(s, s0);
        int k = 0;
        for (; k + 12 <= n; k += 12, a0 += 12 * aStep) {
            FloatVector x0 = all(a[a0]);
            c0 = x0.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x1 = all(a[a0 + aStep]);
            c0 = x1.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x2 = all(a[a0 + 2 * aStep]);
            c0 = x2.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x3 = all(a[a0 + 3 * aStep]);
            c0 = x3.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x4 = all(a[a0 + 4 * aStep]);
            c0 = x4.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x5 = all(a[a0 + 5 * aStep]);
            c0 = x5.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x6 = all(a[a0 + 6 * aStep]);
            c0 = x6.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x7 = all(a[a0 + 7 * aStep]);
            c0 = x7.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x8 = all(a[a0 + 8 * aStep]);
            c0 = x8.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x9 = all(a[a0 + 9 * aStep]);
            c0 = x9.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x10 = all(a[a0 + 10 * aStep]);
            c0 = x10.fma(at(w, w0), c0);
            w0 += wStep;
            FloatVector x11 = all(a[a0 + 11 * aStep]);
            c0 = x11.fma(at(w, w0), c0);
            w0 += wStep;
        }
        for (; k < n; k++, a0 += aStep, w0 += wStep) {
            FloatVector x = all(a[a0]);
            c0 = x.fma(at(w, w0), c0);
        }
        c0.intoArray(z, z0);
    }
}
