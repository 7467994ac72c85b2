package io.millrace.training.loss;

import io.millrace.network.kernel.Activation;

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
