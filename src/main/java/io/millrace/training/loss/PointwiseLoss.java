package io.millrace.training.loss;

/** A loss that is the mean, over a row's outputs, of a function of one output p and its target y. */
interface PointwiseLoss extends Loss {
    double value(double y, double p);

    /** Derivative of {@link #value(double, double)} by p. */
    double slope(double y, double p);

    @Override
    default double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
            sum += value(targets[targetAt + j], outputs[at + j]);
        }
        return sum / width;
    }

    @Override
    default void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        double share = (double) scale / width;
        for (int j = 0; j < width; j++) {
            row[at + j] = (float) (share * slope(targets[targetAt + j], row[at + j]));
        }
    }
}
