package io.millrace.training.loss;

/**
 * max(1 − y·p, 0), or its square: y is −1 or 1; targets that are all 0 or 1 become −1 and 1. Source: Keras hinge,
 * squared_hinge.
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

    /** Keras looks at a whole batch; here every row of targets is one or the other, and a 0 can only be a −1. */
    private static double sign(float[] targets, int at, int width, int j) {
        boolean binary = true;
        for (int i = at; i < at + width; i++) {
            binary &= targets[i] == 0f || targets[i] == 1f;
        }
        return binary ? 2 * targets[at + j] - 1 : targets[at + j];
    }

    @Override
    public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
            sum += value(Math.max(1 - sign(targets, targetAt, width, j) * outputs[at + j], 0));
        }
        return sum / width;
    }

    @Override
    public void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        for (int j = 0; j < width; j++) {
            double y = sign(targets, targetAt, width, j);
            double margin = Math.max(1 - y * row[at + j], 0);
            row[at + j] = (float) (-y * slope(margin) * scale / width);
        }
    }
}
