package io.millrace.training.loss;

/** A figure of one row, reported as the mean over all rows that count. */
public interface RowMetric extends Metric {
    /**
     * The figure of one row.
     *
     * @param outputs [width] from {@code at}: the last layer's, activated
     * @param targets from {@code targetAt}; as wide as the loss' {@link Loss#targetWidth}
     */
    double value(float[] outputs, int at, int width, float[] targets, int targetAt);

    @Override
    default void add(float[] outputs, int at, int width, float[] targets, int targetAt, double[] sums, int sumsAt) {
        sums[sumsAt] += value(outputs, at, width, targets, targetAt);
    }

    @Override
    default double result(double[] sums, int sumsAt, long rows) {
        return sums[sumsAt] / Math.max(1, rows);
    }
}
