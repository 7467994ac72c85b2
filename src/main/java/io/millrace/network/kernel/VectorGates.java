package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What follows the products, for tanh and the sigmoid: the same operations in the same order as {@link Activations} and
 * {@link Tanh}. The tanh is written out in each method with its constants as locals, and each method is longer than
 * 325 bytecodes, so that C2 compiles it by itself, yet has few enough operations for it: small methods that share a tanh
 * would box their vectors.
 */
final class VectorGates {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;

    /**
     * What makes the clamp of {@link Tanh} out of whole numbers: of the bits without their sign, those above infinity are NaN's, and
     * with so much added they are negative, so that a minimum leaves them alone. Java's own minimum of floats, which minds −0
     * as well, is three times as many instructions.
     */
    private static final int NAN_IS_NEGATIVE = 0x7fffffff - Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private VectorGates() {}

    /** {@code scale} and {@code shift} of {@link #activate}: x + −0 is x, with −0 too. */
    static final float TANH_SCALE = 1f;

    static final float TANH_SHIFT = -0f;
    static final float SIGMOID_SCALE = 0.5f;
    static final float SIGMOID_SHIFT = 0.5f;

    /**
     * {@code shift + scale · tanh(scale · x)}, in place: tanh, or the sigmoid.
     *
     * @param z rows from {@code z0} on, {@code zRow} apart, of which the first {@code vectors} vectors change
     */
    static void activate(float[] z, int z0, int rows, int zRow, int vectors, float scale, float shift) {
        final FloatVector a1 = FloatVector.broadcast(S, Tanh.A1);
        final FloatVector a3 = FloatVector.broadcast(S, Tanh.A3);
        final FloatVector a5 = FloatVector.broadcast(S, Tanh.A5);
        final FloatVector a7 = FloatVector.broadcast(S, Tanh.A7);
        final FloatVector a9 = FloatVector.broadcast(S, Tanh.A9);
        final FloatVector a11 = FloatVector.broadcast(S, Tanh.A11);
        final FloatVector a13 = FloatVector.broadcast(S, Tanh.A13);
        final FloatVector b0 = FloatVector.broadcast(S, Tanh.B0);
        final FloatVector b2 = FloatVector.broadcast(S, Tanh.B2);
        final FloatVector b4 = FloatVector.broadcast(S, Tanh.B4);
        final FloatVector b6 = FloatVector.broadcast(S, Tanh.B6);
        final IntVector magnitude = IntVector.broadcast(I, 0x7fffffff);
        final IntVector nanIsNegative = IntVector.broadcast(I, NAN_IS_NEGATIVE);
        final IntVector limit = IntVector.broadcast(I, NAN_IS_NEGATIVE + Float.floatToRawIntBits(Tanh.LIMIT));
        final FloatVector scales = FloatVector.broadcast(S, scale);
        final FloatVector shifts = FloatVector.broadcast(S, shift);
        for (int row = 0; row < rows; row++, z0 += zRow) {
            for (int v = 0, i = z0; v < vectors; v++, i += L) {
                FloatVector y = FloatVector.fromArray(S, z, i).mul(scales);
                IntVector bits = y.reinterpretAsInts();
                IntVector size = bits.and(magnitude);
                IntVector clamped = size.add(nanIsNegative).min(limit).sub(nanIsNegative);
                FloatVector x = clamped.add(bits.sub(size)).reinterpretAsFloats();
                FloatVector s = x.mul(x);
                FloatVector p = s.fma(a13, a11)
                        .fma(s, a9)
                        .fma(s, a7)
                        .fma(s, a5)
                        .fma(s, a3)
                        .fma(s, a1);
                FloatVector q = s.fma(b6, b4).fma(s, b2).fma(s, b0);
                p.mul(x).div(q).fma(scales, shifts).intoArray(z, i);
            }
        }
    }

    /**
     * The end of an LSTM's step, for one vector of units of each row: {@code c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c')}.
     *
     * @param z rows [i | f | o | g | t], {@code gate} floats from one to the next, t to become tanh(c')
     * @param c rows of c, which become c'
     * @param h rows that become h'
     */
    static void lstm(
            int rows, float[] z, int z0, int zRow, int gate, float[] c, int c0, int cRow, float[] h, int h0, int hRow) {
        final FloatVector a1 = FloatVector.broadcast(S, Tanh.A1);
        final FloatVector a3 = FloatVector.broadcast(S, Tanh.A3);
        final FloatVector a5 = FloatVector.broadcast(S, Tanh.A5);
        final FloatVector a7 = FloatVector.broadcast(S, Tanh.A7);
        final FloatVector a9 = FloatVector.broadcast(S, Tanh.A9);
        final FloatVector a11 = FloatVector.broadcast(S, Tanh.A11);
        final FloatVector a13 = FloatVector.broadcast(S, Tanh.A13);
        final FloatVector b0 = FloatVector.broadcast(S, Tanh.B0);
        final FloatVector b2 = FloatVector.broadcast(S, Tanh.B2);
        final FloatVector b4 = FloatVector.broadcast(S, Tanh.B4);
        final FloatVector b6 = FloatVector.broadcast(S, Tanh.B6);
        final IntVector magnitude = IntVector.broadcast(I, 0x7fffffff);
        final IntVector nanIsNegative = IntVector.broadcast(I, NAN_IS_NEGATIVE);
        final IntVector limit = IntVector.broadcast(I, NAN_IS_NEGATIVE + Float.floatToRawIntBits(Tanh.LIMIT));
        for (int row = 0; row < rows; row++, z0 += zRow, c0 += cRow, h0 += hRow) {
            FloatVector cell = FloatVector.fromArray(S, z, z0 + gate)
                    .fma(
                            FloatVector.fromArray(S, c, c0),
                            FloatVector.fromArray(S, z, z0).mul(FloatVector.fromArray(S, z, z0 + 3 * gate)));
            cell.intoArray(c, c0);
            IntVector bits = cell.reinterpretAsInts();
            IntVector size = bits.and(magnitude);
            IntVector clamped = size.add(nanIsNegative).min(limit).sub(nanIsNegative);
            FloatVector x = clamped.add(bits.sub(size)).reinterpretAsFloats();
            FloatVector s = x.mul(x);
            FloatVector p =
                    s.fma(a13, a11).fma(s, a9).fma(s, a7).fma(s, a5).fma(s, a3).fma(s, a1);
            FloatVector q = s.fma(b6, b4).fma(s, b2).fma(s, b0);
            FloatVector t = p.mul(x).div(q);
            t.intoArray(z, z0 + 4 * gate);
            FloatVector.fromArray(S, z, z0 + 2 * gate).mul(t).intoArray(h, h0);
        }
    }

    /**
     * The end of a GRU's step, for one vector of units of each row: {@code ĥ = tanh(x + r ⊙ s), h' = z ⊙ h + (1 − z) ⊙ ĥ}.
     *
     * @param z rows [x | z | r | s], x the candidate's part from the input, to become ĥ
     * @param h rows of h
     * @param out rows that become h'
     */
    static void gru(int rows, float[] z, int z0, int zRow, float[] h, int h0, int hRow, float[] out, int o0, int oRow) {
        final FloatVector a1 = FloatVector.broadcast(S, Tanh.A1);
        final FloatVector a3 = FloatVector.broadcast(S, Tanh.A3);
        final FloatVector a5 = FloatVector.broadcast(S, Tanh.A5);
        final FloatVector a7 = FloatVector.broadcast(S, Tanh.A7);
        final FloatVector a9 = FloatVector.broadcast(S, Tanh.A9);
        final FloatVector a11 = FloatVector.broadcast(S, Tanh.A11);
        final FloatVector a13 = FloatVector.broadcast(S, Tanh.A13);
        final FloatVector b0 = FloatVector.broadcast(S, Tanh.B0);
        final FloatVector b2 = FloatVector.broadcast(S, Tanh.B2);
        final FloatVector b4 = FloatVector.broadcast(S, Tanh.B4);
        final FloatVector b6 = FloatVector.broadcast(S, Tanh.B6);
        final IntVector magnitude = IntVector.broadcast(I, 0x7fffffff);
        final IntVector nanIsNegative = IntVector.broadcast(I, NAN_IS_NEGATIVE);
        final IntVector limit = IntVector.broadcast(I, NAN_IS_NEGATIVE + Float.floatToRawIntBits(Tanh.LIMIT));
        final FloatVector one = FloatVector.broadcast(S, 1f);
        for (int row = 0; row < rows; row++, z0 += zRow, h0 += hRow, o0 += oRow) {
            FloatVector y = FloatVector.fromArray(S, z, z0 + 2 * L)
                    .fma(FloatVector.fromArray(S, z, z0 + 3 * L), FloatVector.fromArray(S, z, z0));
            IntVector bits = y.reinterpretAsInts();
            IntVector size = bits.and(magnitude);
            IntVector clamped = size.add(nanIsNegative).min(limit).sub(nanIsNegative);
            FloatVector x = clamped.add(bits.sub(size)).reinterpretAsFloats();
            FloatVector s = x.mul(x);
            FloatVector p =
                    s.fma(a13, a11).fma(s, a9).fma(s, a7).fma(s, a5).fma(s, a3).fma(s, a1);
            FloatVector q = s.fma(b6, b4).fma(s, b2).fma(s, b0);
            FloatVector t = p.mul(x).div(q);
            t.intoArray(z, z0);
            FloatVector update = FloatVector.fromArray(S, z, z0 + L);
            update.fma(FloatVector.fromArray(S, h, h0), one.sub(update).mul(t)).intoArray(out, o0);
        }
    }
}
