package io.millrace.training.optimizer;

import java.util.List;

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

    /**
     * Multiplied by {@code factor} every so many steps. Source: Keras ExponentialDecay.
     *
     * @param staircase whether it falls at once every {@code steps}, or a little at each step
     * @param delay steps before it begins to fall
     */
    record ExponentialDecay(double initial, long steps, double factor, boolean staircase, long delay)
            implements LearningRate {
        public ExponentialDecay {
            requirePositive(initial);
            requirePositive(factor);
            if (steps < 1 || delay < 0) {
                throw new IllegalArgumentException(
                        "learning rate decay: expected at least 1 step and no negative delay," + " found " + steps
                                + " and " + delay);
            }
        }

        @Override
        public double at(long step) {
            double times = (double) Math.max(0, step - delay) / steps;
            return initial * StrictMath.pow(factor, staircase ? Math.floor(times) : times);
        }
    }

    /**
     * Another constant rate from each boundary on. Source: Keras PiecewiseConstantDecay.
     *
     * @param boundaries the last step of each rate but the last one
     * @param rates one more than boundaries
     */
    record Piecewise(List<Long> boundaries, List<Double> rates) implements LearningRate {
        public Piecewise {
            boundaries = List.copyOf(boundaries);
            rates = List.copyOf(rates);
            if (rates.size() != boundaries.size() + 1) {
                throw new IllegalArgumentException("learning rates: expected " + (boundaries.size() + 1)
                        + " for as many boundaries and one, found " + rates.size());
            }
            rates.forEach(LearningRate::requirePositive);
        }

        @Override
        public double at(long step) {
            int piece = 0;
            while (piece < boundaries.size() && step > boundaries.get(piece)) {
                piece++;
            }
            return rates.get(piece);
        }
    }

    private static void requirePositive(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("learning rate: expected a number above 0, found " + rate);
        }
    }
}
