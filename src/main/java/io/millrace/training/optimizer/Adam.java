package io.millrace.training.optimizer;

import java.util.List;

/**
 * Adam, and AdamW where {@code weightDecay} is above 0: with t from 1
 *
 * <pre>{@code
 *   w −= lr·weightDecay·w
 *   m += (g − m)(1 − β1);  v += (g² − v)(1 − β2)
 *   w −= lr·√(1 − β2ᵗ)/(1 − β1ᵗ) · m / (√v + ε)        with amsgrad: √ of the largest v so far
 * }</pre>
 *
 * Source: Kingma and Ba 2015, arXiv:1412.6980; Loshchilov and Hutter 2019, arXiv:1711.05101; Keras Adam, AdamW.
 */
public record Adam(
        LearningRate learningRate, double beta1, double beta2, double epsilon, boolean amsgrad, double weightDecay)
        implements Optimizer {
    public Adam {
        Decay.require("Adam beta_1", beta1);
        Decay.require("Adam beta_2", beta2);
        Decay.requireNotNegative("Adam epsilon", epsilon);
        Decay.requireNotNegative("Adam weight_decay", weightDecay);
    }

    /** Keras' defaults. */
    public Adam(LearningRate learningRate) {
        this(learningRate, 0.9, 0.999, 1e-7, false, 0);
    }

    /** Keras' defaults with decaying weights. */
    public static Adam withWeightDecay(LearningRate learningRate, double weightDecay) {
        return new Adam(learningRate, 0.9, 0.999, 1e-7, false, weightDecay);
    }

    /** Keras' defaults, at this rate throughout. */
    public Adam(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    @Override
    public String kerasName() {
        return weightDecay > 0 ? "AdamW" : "Adam";
    }

    @Override
    public State start(int weights) {
        float[] m = new float[weights];
        float[] v = new float[weights];
        if (!amsgrad) {
            return new Moments(this, m, v, v, List.of(m, v));
        }
        float[] largest = new float[weights];
        return new Moments(this, m, v, largest, List.of(m, v, largest));
    }

    private static final class Moments extends CountedState {
        /** Weights at a time: what one loop has read is in the first-level cache for the next. */
        private static final int BLOCK = 2048;

        private final Adam adam;
        private final float[] m;
        private final float[] v;
        private final float[] largest; // v itself without amsgrad

        Moments(Adam adam, float[] m, float[] v, float[] largest, List<float[]> slots) {
            super(adam.learningRate, slots);
            this.adam = adam;
            this.m = m;
            this.v = v;
            this.largest = largest;
        }

        @Override
        void update(float[] weights, float[] gradient, double rate, long step) {
            if (adam.weightDecay > 0) {
                float keep = (float) (1 - rate * adam.weightDecay);
                for (int i = 0; i < weights.length; i++) {
                    weights[i] *= keep;
                }
            }
            float epsilon = (float) adam.epsilon;
            float alpha =
                    (float) (rate * Math.sqrt(1 - Decay.power(adam.beta2, step)) / (1 - Decay.power(adam.beta1, step)));
            for (int from = 0; from < weights.length; from += BLOCK) {
                int to = Math.min(from + BLOCK, weights.length);
                remember(gradient, from, to);
                move(weights, from, to, alpha, epsilon);
            }
        }

        private void move(float[] weights, int from, int to, float alpha, float epsilon) {
            float[] first = m;
            float[] second = largest;
            for (int i = from; i < to; i++) {
                weights[i] -= alpha * first[i] / ((float) Math.sqrt(second[i]) + epsilon);
            }
        }

        /** One array a loop: the compiler turns each into vector instructions. */
        private void remember(float[] gradient, int from, int to) {
            float fresh1 = (float) (1 - adam.beta1);
            float fresh2 = (float) (1 - adam.beta2);
            float[] first = m;
            float[] second = v;
            for (int i = from; i < to; i++) {
                first[i] += (gradient[i] - first[i]) * fresh1;
            }
            for (int i = from; i < to; i++) {
                second[i] += (gradient[i] * gradient[i] - second[i]) * fresh2;
            }
            if (largest != v) {
                for (int i = from; i < to; i++) {
                    largest[i] = Math.max(largest[i], second[i]);
                }
            }
        }
    }
}
