package io.millrace.training.loss;

/** A figure of one row, reported as the mean over all rows that count; training does not follow it. */
public interface Metric {
    /** As Keras names it. */
    String kerasName();

    /**
     * The figure of one row.
     *
     * @param outputs [width] from {@code at}: the last layer's, activated
     * @param targets from {@code targetAt}; as wide as the loss' {@link Loss#targetWidth}
     */
    double value(float[] outputs, int at, int width, float[] targets, int targetAt);
}
