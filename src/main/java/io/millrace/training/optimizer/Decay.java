package io.millrace.training.optimizer;

/** The ranges of an optimizer's numbers. */
final class Decay {
    private Decay() {}

    /** A factor by which the past fades: 0 up to below 1. */
    static void require(String where, double factor) {
        if (!(factor >= 0 && factor < 1)) {
            throw new IllegalArgumentException(where + ": expected 0 up to below 1, found " + factor);
        }
    }

    static void requireNotNegative(String where, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(where + ": expected a number of at least 0, found " + value);
        }
    }

    /** decayⁿ by squaring, n at least 0: StrictMath's allocates. */
    static double power(double decay, long n) {
        double power = 1;
        for (double square = decay; n > 0; n /= 2, square *= square) {
            power *= n % 2 == 1 ? square : 1;
        }
        return power;
    }
}
