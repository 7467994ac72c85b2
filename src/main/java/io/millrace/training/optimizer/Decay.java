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
}
