package io.millrace.training.optimizer;

/** A learning rate that may change from update to update. */
@FunctionalInterface
public interface LearningRate {
    /**
     * The rate of one update.
     *
     * @param step number of updates made before this one
     */
    double at(long step);

    static LearningRate constant(double rate) {
        return new Constant(rate);
    }

    /** Always the same. */
    record Constant(double rate) implements LearningRate {
        public Constant {
            requirePositive(rate);
        }

        @Override
        public double at(long step) {
            return rate;
        }
    }

    /**
     * Falls along half a cosine from the initial rate to the minimum, which it keeps.
     * Source: Loshchilov and Hutter 2017, arXiv:1608.03983; Keras CosineDecay, whose alpha is minimum / initial.
     *
     * @param steps updates until the minimum is reached
     */
    record CosineDecay(double initial, long steps, double minimum) implements LearningRate {
        public CosineDecay {
            requirePositive(initial);
            if (steps < 1) {
                throw new IllegalArgumentException("learning rate decay: expected at least 1 step, found " + steps);
            }
            if (!(minimum >= 0 && minimum <= initial)) {
                throw new IllegalArgumentException(
                        "learning rate minimum: expected 0 to " + initial + ", found " + minimum);
            }
        }

        @Override
        public double at(long step) {
            double done = Math.min(1, (double) step / steps);
            return minimum + (initial - minimum) * 0.5 * (1 + StrictMath.cos(Math.PI * done));
        }
    }

    private static void requirePositive(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("learning rate: expected a number above 0, found " + rate);
        }
    }
}
