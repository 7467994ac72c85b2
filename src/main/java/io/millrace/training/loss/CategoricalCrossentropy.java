package io.millrace.training.loss;

import io.millrace.network.Batch;
import io.millrace.network.kernel.Activation;
import java.util.OptionalInt;

/**
 * −Σ t ln p over a row's classes; p are the outputs, divided by their sum and clipped to [1e-7, 1 − 1e-7], t the wanted
 * probabilities.
 *
 * @param labelSmoothing s: t becomes t(1 − s) + s / classes
 */
public record CategoricalCrossentropy(double labelSmoothing) implements Loss {
    public CategoricalCrossentropy {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "categorical_crossentropy label_smoothing: expected 0 up to below 1, found " + labelSmoothing);
        }
    }

    public CategoricalCrossentropy() {
        this(0);
    }

    @Override
    public String kerasName() {
        return "categorical_crossentropy";
    }

    @Override
    public void requireFit(Activation activation) {
        Probability.requireActivation(kerasName(), activation, Activation.SOFTMAX);
    }

    @Override
    public OptionalInt wantedClass(float[] targets, int targetAt, int width) {
        int largest = Batch.largest(targets, targetAt, width);
        return targets[targetAt + largest] == 1f ? OptionalInt.of(largest) : OptionalInt.empty();
    }

    @Override
    public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
        double sum = sum(outputs, at, width);
        double loss = 0;
        for (int j = 0; j < width; j++) {
            double t = smooth(targets[targetAt + j], width);
            if (t != 0) {
                loss -= t * StrictMath.log(Probability.clip(outputs[at + j] / sum));
            }
        }
        return loss;
    }

    @Override
    public void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        double sum = sum(row, at, width);
        double pull = 0; // the share of t that is not clipped
        for (int j = 0; j < width; j++) {
            pull += Probability.isInside(row[at + j] / sum) ? smooth(targets[targetAt + j], width) : 0;
        }
        for (int j = 0; j < width; j++) {
            double p = row[at + j];
            double push = Probability.isInside(p / sum) ? smooth(targets[targetAt + j], width) / p : 0;
            row[at + j] = (float) (scale * (pull / sum - push));
        }
    }

    @Override
    public boolean fusesWith(Activation activation) {
        return activation == Activation.SOFTMAX;
    }

    /** p·Σt − t; not cut off where p is clipped, so that a confident error is unlearnt. */
    @Override
    public void fusedGradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        double total = 0;
        for (int j = 0; j < width; j++) {
            total += smooth(targets[targetAt + j], width);
        }
        for (int j = 0; j < width; j++) {
            row[at + j] = (float) (scale * (row[at + j] * total - smooth(targets[targetAt + j], width)));
        }
    }

    private double smooth(double target, int classes) {
        return target * (1 - labelSmoothing) + labelSmoothing / classes;
    }

    private static double sum(float[] values, int at, int width) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
            sum += values[at + j];
        }
        return sum;
    }
}
