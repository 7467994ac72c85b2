package io.millrace.training.loss;

/** e to the mean of a cross-entropy: among how many equally likely tokens the model seems to choose. */
public record Perplexity(Loss crossentropy) implements Metric {
    @Override
    public String kerasName() {
        return "perplexity";
    }

    @Override
    public void add(float[] outputs, int at, int width, float[] targets, int targetAt, double[] sums, int sumsAt) {
        sums[sumsAt] += crossentropy.value(outputs, at, width, targets, targetAt);
    }

    @Override
    public double result(double[] sums, int sumsAt, long rows) {
        return StrictMath.exp(sums[sumsAt] / Math.max(1, rows));
    }
}
