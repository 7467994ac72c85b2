package io.millrace.network.kernel;

/**
 * The hyperbolic tangent as x · A(x²) / B(x²), the input clamped to ±{@value #LIMIT}: odd numerator of degree 13, even
 * denominator of degree 6, absolute error below 3e-7. It takes nothing but fma, mul, div, min and max, each of which
 * IEEE 754 defines to the last bit: so plain code and vector code give the same bits on every machine and JDK.
 *
 * <p>Source: the coefficients are Eigen's for {@code ptanh<float>}, a minimax fit.
 */
final class Tanh {
    /** Beyond it tanh rounds to ±1 in float. */
    static final float LIMIT = 7.905311f;

    static final float A1 = 0.0048935246f;
    static final float A3 = 6.3726195e-4f;
    static final float A5 = 1.48572235e-5f;
    static final float A7 = 5.1222973e-8f;
    static final float A9 = -8.604672e-11f;
    static final float A11 = 2.000188e-13f;
    static final float A13 = -2.7607684e-16f;
    static final float B0 = 0.004893525f;
    static final float B2 = 0.0022684347f;
    static final float B4 = 1.1853471e-4f;
    static final float B6 = 1.1982584e-6f;

    private Tanh() {}

    /** Of one number. */
    static float of(float x) {
        return ofClamped(clamp(x));
    }

    static float clamp(float x) {
        return Math.max(Math.min(x, LIMIT), -LIMIT);
    }

    static float ofClamped(float x) {
        float s = x * x;
        float numerator = Math.fma(s, A13, A11);
        numerator = Math.fma(numerator, s, A9);
        numerator = Math.fma(numerator, s, A7);
        numerator = Math.fma(numerator, s, A5);
        numerator = Math.fma(numerator, s, A3);
        numerator = Math.fma(numerator, s, A1);
        float denominator = Math.fma(s, B6, B4);
        denominator = Math.fma(denominator, s, B2);
        denominator = Math.fma(denominator, s, B0);
        return numerator * x / denominator;
    }
}
