package io.millrace.training.optimizer;

import java.util.List;

/**
 * Gradient descent with momentum: m = μm − lr·g; w += m, with Nesterov w += μm − lr·g. Source: Keras SGD.
 *
 * @param momentum μ, 0 for none
 */
public record Sgd(LearningRate learningRate, double momentum, boolean nesterov) implements Optimizer {
    public Sgd {
        Decay.require("SGD momentum", momentum);
    }

    /** Without momentum. */
    public Sgd(LearningRate learningRate) {
        this(learningRate, 0, false);
    }

    /** Keras' defaults, at this rate throughout. */
    public Sgd(double learningRate) {
        this(LearningRate.constant(learningRate), 0, false);
    }

    @Override
    public String kerasName() {
        return "SGD";
    }

    @Override
    public State start(int weights) {
        return momentum == 0 ? new Plain(learningRate) : new WithMomentum(this, new float[weights]);
    }

    private static final class Plain extends CountedState {
        Plain(LearningRate learningRate) {
            super(learningRate, List.of());
        }

        @Override
        void update(float[] weights, float[] gradient, double rate, long step) {
            float lr = (float) rate;
            for (int i = 0; i < weights.length; i++) {
                weights[i] -= lr * gradient[i];
            }
        }
    }

    private static final class WithMomentum extends CountedState {
        private final float mu;
        private final boolean nesterov;
        private final float[] velocity;

        WithMomentum(Sgd sgd, float[] velocity) {
            super(sgd.learningRate, List.of(velocity));
            mu = (float) sgd.momentum;
            nesterov = sgd.nesterov;
            this.velocity = velocity;
        }

        @Override
        void update(float[] weights, float[] gradient, double rate, long step) {
            float lr = (float) rate;
            float[] m = velocity;
            for (int i = 0; i < m.length; i++) {
                m[i] = mu * m[i] - lr * gradient[i];
            }
            if (nesterov) {
                for (int i = 0; i < m.length; i++) {
                    weights[i] += mu * m[i] - lr * gradient[i];
                }
            } else {
                for (int i = 0; i < m.length; i++) {
                    weights[i] += m[i];
                }
            }
        }
    }
}
