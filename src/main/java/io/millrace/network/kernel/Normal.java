package io.millrace.network.kernel;

/**
 * The standard normal distribution function Φ(x) = ½ erfc(−x/√2), to about 1e-12 of its value, with the same bits on every
 * JDK. Source: Abramowitz and Stegun, 7.1.6 (series) and 7.1.14 (continued fraction).
 */
final class Normal {
    private static final double FAR = 3;
    private static final int LEVELS = 60;

    private Normal() {}

    static double probabilityBelow(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        double t = Math.abs(x) / StrictMath.sqrt(2);
        double tail = 0.5 * (t < FAR ? 1 - errorNear(t) : complementFar(t));
        return x < 0 ? tail : 1 - tail;
    }

    /** erf t = 2/√π · e^(−t²) · Σ 2ⁿ t^(2n+1) / (1·3·…·(2n+1)): no term is negative, so nothing cancels. */
    private static double errorNear(double t) {
        double term = t;
        double sum = t;
        for (int n = 1; term > sum * 1e-17; n++) {
            term *= 2 * t * t / (2 * n + 1);
            sum += term;
        }
        return 2 / StrictMath.sqrt(Math.PI) * StrictMath.exp(-t * t) * sum;
    }

    /** erfc t = e^(−t²)/√π · 1/(t + ½/(t + 1/(t + 3/2/(t + …)))). */
    private static double complementFar(double t) {
        double fraction = t;
        for (int level = LEVELS; level > 0; level--) {
            fraction = t + level / 2.0 / fraction;
        }
        return StrictMath.exp(-t * t) / StrictMath.sqrt(Math.PI) / fraction;
    }
}
