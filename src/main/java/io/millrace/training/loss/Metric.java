package io.millrace.training.loss;

/** A figure that is reported; training does not follow it. It is made of sums over all rows that count. */
public interface Metric {
    /** As Keras names it. */
    String kerasName();

    /** How many sums it keeps. */
    default int sums() {
        return 1;
    }

    /**
     * Adds one row to the sums, which stand from {@code sumsAt} on.
     *
     * @param outputs [width] from {@code at}: the last layer's, activated
     * @param targets from {@code targetAt}; as wide as the loss' {@link Loss#targetWidth}
     */
    void add(float[] outputs, int at, int width, float[] targets, int targetAt, double[] sums, int sumsAt);

    /** The figure, from the sums over so many rows. */
    double result(double[] sums, int sumsAt, long rows);
}
