package io.millrace.training.loss;

import io.millrace.network.kernel.Activation;
import java.util.OptionalInt;

/** Mean over a row's outputs of −t ln p − (1 − t) ln(1 − p), p clipped to [1e-7, 1 − 1e-7]. */
public record BinaryCrossentropy() implements PointwiseLoss {
    @Override
    public String kerasName() {
        return "binary_crossentropy";
    }

    @Override
    public void requireFit(Activation activation) {
        Probability.requireActivation(kerasName(), activation, Activation.SIGMOID);
    }

    /** Several outputs are several answers, each of its own. */
    @Override
    public OptionalInt wantedClass(float[] targets, int targetAt, int width) {
        float y = targets[targetAt];
        return width == 1 && (y == 0f || y == 1f) ? OptionalInt.of((int) y) : OptionalInt.empty();
    }

    @Override
    public void requireTargets(int outputs, float[] targets) {
        for (float target : targets) {
            if (!(target >= 0 && target <= 1)) {
                throw new IllegalArgumentException(
                        "targets: expected numbers from 0 to 1 for " + kerasName() + ", found " + target);
            }
        }
    }

    @Override
    public double value(double y, double p) {
        double clipped = Probability.clip(p);
        return -y * StrictMath.log(clipped) - (1 - y) * StrictMath.log1p(-clipped);
    }

    @Override
    public double slope(double y, double p) {
        return Probability.isInside(p) ? (p - y) / (p * (1 - p)) : 0;
    }

    @Override
    public boolean fusesWith(Activation activation) {
        return activation == Activation.SIGMOID;
    }

    @Override
    public void fusedGradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        float share = scale / width;
        for (int j = 0; j < width; j++) {
            row[at + j] = share * (row[at + j] - targets[targetAt + j]);
        }
    }
}
