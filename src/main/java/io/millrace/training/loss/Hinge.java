package io.millrace.training.loss;

/**
 * max(1 − y·p, 0), or its square: y is −1 or 1. Where a whole batch of targets is 0 or 1 they become −1 and 1. Source: Keras
 * hinge, squared_hinge.
 */
public enum Hinge implements Loss {
    HINGE("hinge") {
        @Override
        double value(double margin) {
            return margin;
        }

        @Override
        double slope(double margin) {
            return margin > 0 ? 1 : 0;
        }
    },
    SQUARED_HINGE("squared_hinge") {
        @Override
        double value(double margin) {
            return margin * margin;
        }

        @Override
        double slope(double margin) {
            return 2 * margin;
        }
    };

    private final String kerasName;
    private final Loss ofZerosAndOnes = new OfZerosAndOnes(this);

    Hinge(String kerasName) {
        this.kerasName = kerasName;
    }

    /** Of margin = max(1 − y·p, 0). */
    abstract double value(double margin);

    /** Derivative by the margin. */
    abstract double slope(double margin);

    @Override
    public String kerasName() {
        return kerasName;
    }

    @Override
    public boolean looksAtBatch() {
        return true;
    }

    @Override
    public Loss of(boolean binary) {
        return binary ? ofZerosAndOnes : this;
    }

    @Override
    public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
        return value(outputs, at, width, targets, targetAt, 1, 0);
    }

    @Override
    public void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        gradient(row, at, width, targets, targetAt, scale, 1, 0);
    }

    /** With y = factor · target + shift. */
    private double value(
            float[] outputs, int at, int width, float[] targets, int targetAt, double factor, double shift) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
            double y = factor * targets[targetAt + j] + shift;
            sum += value(Math.max(1 - y * outputs[at + j], 0));
        }
        return sum / width;
    }

    private void gradient(
            float[] row, int at, int width, float[] targets, int targetAt, float scale, double factor, double shift) {
        for (int j = 0; j < width; j++) {
            double y = factor * targets[targetAt + j] + shift;
            double margin = Math.max(1 - y * row[at + j], 0);
            row[at + j] = (float) (-y * slope(margin) * scale / width);
        }
    }

    /** The same with y = 2·target − 1. */
    private record OfZerosAndOnes(Hinge hinge) implements Loss {
        @Override
        public String kerasName() {
            return hinge.kerasName();
        }

        @Override
        public Loss of(boolean binary) {
            return hinge.of(binary);
        }

        @Override
        public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
            return hinge.value(outputs, at, width, targets, targetAt, 2, -1);
        }

        @Override
        public void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
            hinge.gradient(row, at, width, targets, targetAt, scale, 2, -1);
        }
    }
}
