package io.millrace.training.loss;

import io.millrace.network.kernel.Activation;

/** Probabilities as Keras clips them: logarithms stay finite. */
final class Probability {
    static final double EPSILON = 1e-7;

    private Probability() {}

    static double clip(double p) {
        return Math.max(EPSILON, Math.min(1 - EPSILON, p));
    }

    /** Whether the clipping leaves p as it is; where it does not, the gradient is 0. */
    static boolean isInside(double p) {
        return p >= EPSILON && p <= 1 - EPSILON;
    }

    static void requireActivation(String loss, Activation found, Activation expected) {
        if (found != expected) {
            throw new IllegalArgumentException("loss " + loss + ": expected " + expected.kerasName()
                    + " as the last layer's activation, found " + found.kerasName() + "; change one of the two");
        }
    }
}
