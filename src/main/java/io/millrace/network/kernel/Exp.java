package io.millrace.network.kernel;

/**
 * The exponential function as 2ⁿ · P(x − n·ln 2), |x − n·ln 2| ≤ ½ ln 2: relative error below 2e-7, infinite above 88.7, with
 * denormal results, and 0 below −104. Like {@link Tanh} it takes nothing but operations that IEEE 754 and Java define to the last
 * bit: so plain code and vector code give the same bits on every machine and JDK.
 *
 * <p>Source: the coefficients are those of Cephes' {@code expf}, a minimax fit.
 */
final class Exp {
    /** Beyond them the result is 0 or infinite. */
    static final float LOWEST = -105f;

    static final float HIGHEST = 89f;

    static final float LOG2_E = 1.442695f;

    /** 1.5 · 2²³: a small number added to it is rounded, and stands in its last bits. */
    static final float ROUNDER = 12582912f;

    static final int ROUNDER_BITS = 0x4b400000;

    /** ln 2 in two parts, the first with so few bits that n times it is exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;
    static final float P2 = 0.5f;
    static final float P3 = 1.6666665459e-1f;
    static final float P4 = 4.1665795894e-2f;
    static final float P5 = 8.3334519073e-3f;
    static final float P6 = 1.3981999507e-3f;
    static final float P7 = 1.9875691500e-4f;

    private Exp() {}

    static float of(float x) {
        float clamped = Math.max(Math.min(x, HIGHEST), LOWEST);
        float rounded = Math.fma(clamped, LOG2_E, ROUNDER);
        float n = rounded - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
        float p = Math.fma(r, P7, P6);
        p = Math.fma(p, r, P5);
        p = Math.fma(p, r, P4);
        p = Math.fma(p, r, P3);
        p = Math.fma(p, r, P2);
        p = Math.fma(p, r * r, r) + 1f;
        // Two halves of n, since 2ⁿ itself may be no normal number.
        int whole = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
        int half = whole >> 1;
        float first = Float.intBitsToFloat((half + 127) << 23);
        float second = Float.intBitsToFloat((whole - half + 127) << 23);
        return p * first * second;
    }
}
