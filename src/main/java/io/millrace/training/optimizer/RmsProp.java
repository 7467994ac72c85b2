package io.millrace.training.optimizer;

import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop: v = ρv + (1 − ρ)g²; w −= m, with m = μm + lr·g / √(v + ε). Centered, v loses the square of the gradient's own
 * moving mean. Source: Hinton, Neural Networks for Machine Learning, lecture 6e; Keras RMSprop.
 *
 * @param rho ρ
 * @param momentum μ, 0 for none
 */
public record RmsProp(LearningRate learningRate, double rho, double momentum, double epsilon, boolean centered)
        implements Optimizer {
    public RmsProp {
        Decay.require("RMSprop rho", rho);
        Decay.require("RMSprop momentum", momentum);
        Decay.requireNotNegative("RMSprop epsilon", epsilon);
    }

    /** Keras' defaults. */
    public RmsProp(LearningRate learningRate) {
        this(learningRate, 0.9, 0, 1e-7, false);
    }

    /** Keras' defaults, at this rate throughout. */
    public RmsProp(double learningRate) {
        this(LearningRate.constant(learningRate));
    }

    @Override
    public String kerasName() {
        return "RMSprop";
    }

    @Override
    public State start(int weights) {
        float[] square = new float[weights];
        float[] velocity = new float[weights];
        float[] mean = new float[weights];
        List<float[]> slots = new ArrayList<>(List.of(square));
        if (momentum > 0) {
            slots.add(velocity);
        }
        if (centered) {
            slots.add(mean);
        }
        return new Averages(this, slots, square, velocity, mean);
    }

    private static final class Averages extends CountedState {
        private final RmsProp rmsProp;
        private final float[] square;
        private final float[] velocity;
        private final float[] mean;

        Averages(RmsProp rmsProp, List<float[]> slots, float[] square, float[] velocity, float[] mean) {
            super(rmsProp.learningRate, slots);
            this.rmsProp = rmsProp;
            this.square = square;
            this.velocity = velocity;
            this.mean = mean;
        }

        @Override
        void update(float[] weights, float[] gradient, double rate, long step) {
            float rho = (float) rmsProp.rho;
            float fresh = (float) (1 - rmsProp.rho);
            float epsilon = (float) rmsProp.epsilon;
            float momentum = (float) rmsProp.momentum;
            float lr = (float) rate;
            float[] v = square;
            float[] m = velocity;
            float[] average = mean; // stays zero unless centered
            for (int i = 0; i < v.length; i++) {
                v[i] = rho * v[i] + fresh * (gradient[i] * gradient[i]);
            }
            if (rmsProp.centered) {
                for (int i = 0; i < average.length; i++) {
                    average[i] = rho * average[i] + fresh * gradient[i];
                }
            }
            for (int i = 0; i < m.length; i++) {
                float variance = v[i] - average[i] * average[i] + epsilon;
                m[i] = momentum * m[i] + lr * gradient[i] / (float) Math.sqrt(variance);
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] -= m[i];
            }
        }
    }
}
