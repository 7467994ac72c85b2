package io.millrace.training.optimizer;

import java.util.Arrays;
import java.util.List;

/**
 * Adagrad: a += g²; w −= lr·g / √(a + ε). Source: Duchi, Hazan and Singer 2011; Keras Adagrad.
 *
 * @param initialAccumulator what a starts at
 */
public record Adagrad(LearningRate learningRate, double initialAccumulator, double epsilon) implements Optimizer {
    public Adagrad {
        Decay.requireNotNegative("Adagrad initial_accumulator_value", initialAccumulator);
        Decay.requireNotNegative("Adagrad epsilon", epsilon);
    }

    /** Keras' defaults. */
    public Adagrad(LearningRate learningRate) {
        this(learningRate, 0.1, 1e-7);
    }

    /** Keras' defaults, at this rate throughout. */
    public Adagrad(double learningRate) {
        this(LearningRate.constant(learningRate), 0.1, 1e-7);
    }

    @Override
    public String kerasName() {
        return "Adagrad";
    }

    @Override
    public State start(int weights) {
        float[] squares = new float[weights];
        Arrays.fill(squares, (float) initialAccumulator);
        return new Sums(this, squares);
    }

    private static final class Sums extends CountedState {
        private final float epsilon;
        private final float[] squares;

        Sums(Adagrad adagrad, float[] squares) {
            super(adagrad.learningRate, List.of(squares));
            epsilon = (float) adagrad.epsilon;
            this.squares = squares;
        }

        @Override
        void update(float[] weights, float[] gradient, double rate, long step) {
            float lr = (float) rate;
            float[] a = squares;
            for (int i = 0; i < a.length; i++) {
                a[i] += gradient[i] * gradient[i];
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] -= lr * gradient[i] / (float) Math.sqrt(a[i] + epsilon);
            }
        }
    }
}
