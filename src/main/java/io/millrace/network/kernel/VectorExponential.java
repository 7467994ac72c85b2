package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Softmax, the exponential and silu of a row, in vectors: the same operations in the same order as {@link Activations}. */
final class VectorExponential implements Arithmetic.RowFunction {
    private final Activation activation;
    private final int width;
    private final int vectors;
    private final float[] e; // [width] and padding

    VectorExponential(Activation activation, int width) {
        this.activation = activation;
        this.width = width;
        vectors = VectorLanes.vectors(width);
        e = new float[vectors * L];
    }

    @Override
    public void apply(float[] z, int at) {
        switch (activation) {
            case SOFTMAX -> softmax(z, at);
            case EXPONENTIAL -> exp(z, at, z, at, vectors, 1f, -0f);
            case SILU -> {
                exp(z, at, e, 0, vectors, -1f, -0f);
                overOnePlus(z, at, e, vectors);
            }
            default -> throw new AssertionError(activation);
        }
    }

    private void softmax(float[] z, int at) {
        Arrays.fill(z, at + width, at + vectors * L, Float.NEGATIVE_INFINITY);
        exp(z, at, z, at, vectors, 1f, -largest(z, at));
        double sum = 0;
        for (int j = at; j < at + width; j++) {
            sum += z[j];
        }
        divide(z, at, vectors, (float) sum);
    }

    /** {@code e = exp(scale · x + shift)}; its constants are locals, see {@link VectorGates}. */
    private static void exp(float[] x, int x0, float[] e, int e0, int vectors, float scale, float shift) {
        final FloatVector lowest = FloatVector.broadcast(S, Exp.LOWEST);
        final FloatVector highest = FloatVector.broadcast(S, Exp.HIGHEST);
        final FloatVector log2e = FloatVector.broadcast(S, Exp.LOG2_E);
        final FloatVector rounder = FloatVector.broadcast(S, Exp.ROUNDER);
        final FloatVector high = FloatVector.broadcast(S, -Exp.LN2_HIGH);
        final FloatVector low = FloatVector.broadcast(S, -Exp.LN2_LOW);
        final FloatVector p2 = FloatVector.broadcast(S, Exp.P2);
        final FloatVector p3 = FloatVector.broadcast(S, Exp.P3);
        final FloatVector p4 = FloatVector.broadcast(S, Exp.P4);
        final FloatVector p5 = FloatVector.broadcast(S, Exp.P5);
        final FloatVector p6 = FloatVector.broadcast(S, Exp.P6);
        final FloatVector p7 = FloatVector.broadcast(S, Exp.P7);
        final FloatVector one = FloatVector.broadcast(S, 1f);
        final FloatVector scales = FloatVector.broadcast(S, scale);
        final FloatVector shifts = FloatVector.broadcast(S, shift);
        for (int v = 0; v < vectors; v++, x0 += L, e0 += L) {
            FloatVector clamped = FloatVector.fromArray(S, x, x0)
                    .fma(scales, shifts)
                    .min(highest)
                    .max(lowest);
            FloatVector rounded = clamped.fma(log2e, rounder);
            FloatVector n = rounded.sub(rounder);
            FloatVector r = n.fma(low, n.fma(high, clamped));
            FloatVector p = r.fma(p7, p6)
                    .fma(r, p5)
                    .fma(r, p4)
                    .fma(r, p3)
                    .fma(r, p2)
                    .fma(r.mul(r), r)
                    .add(one);
            IntVector whole = rounded.reinterpretAsInts().sub(Exp.ROUNDER_BITS);
            IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
            FloatVector first = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector second =
                    whole.sub(half).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            p.mul(first).mul(second).intoArray(e, e0);
        }
    }

    /** Lane by lane in e: a vector that a loop carried on would be boxed now and then, where C2 inlines so short a method. */
    private float largest(float[] z, int z0) {
        Arrays.fill(e, 0, L, Float.NEGATIVE_INFINITY);
        for (int v = 0, i = z0; v < vectors; v++, i += L) {
            FloatVector.fromArray(S, e, 0).max(FloatVector.fromArray(S, z, i)).intoArray(e, 0);
        }
        float largest = e[0];
        for (int lane = 1; lane < L; lane++) {
            largest = Math.max(largest, e[lane]);
        }
        return largest;
    }

    private static void divide(float[] z, int z0, int vectors, float divisor) {
        final FloatVector divisors = FloatVector.broadcast(S, divisor);
        for (int v = 0, i = z0; v < vectors; v++, i += L) {
            FloatVector.fromArray(S, z, i).div(divisors).intoArray(z, i);
        }
    }

    private static void overOnePlus(float[] z, int z0, float[] e, int vectors) {
        final FloatVector one = FloatVector.broadcast(S, 1f);
        for (int v = 0, i = 0; v < vectors; v++, i += L) {
            FloatVector.fromArray(S, z, z0 + i)
                    .div(one.add(FloatVector.fromArray(S, e, i)))
                    .intoArray(z, z0 + i);
        }
    }
}
