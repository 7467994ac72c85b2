package io.millrace.training.loss;

/** Losses of numbers: p is the output, y the target, ε = 1e-7. */
public enum RegressionLoss implements PointwiseLoss {
    /** (y − p)². */
    MEAN_SQUARED_ERROR("mean_squared_error") {
        @Override
        public double value(double y, double p) {
            return (p - y) * (p - y);
        }

        @Override
        public double slope(double y, double p) {
            return 2 * (p - y);
        }

        /** In floats: to make doubles of them and floats again takes several times as long. */
        @Override
        public void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
            float share = 2 * scale / width;
            for (int j = 0; j < width; j++) {
                row[at + j] = share * (row[at + j] - targets[targetAt + j]);
            }
        }
    },
    /** |y − p|. */
    MEAN_ABSOLUTE_ERROR("mean_absolute_error") {
        @Override
        public double value(double y, double p) {
            return Math.abs(p - y);
        }

        @Override
        public double slope(double y, double p) {
            return Math.signum(p - y);
        }
    },
    /** 100·|y − p| / max(|y|, ε). */
    MEAN_ABSOLUTE_PERCENTAGE_ERROR("mean_absolute_percentage_error") {
        @Override
        public double value(double y, double p) {
            return 100 * Math.abs(p - y) / Math.max(Math.abs(y), EPSILON);
        }

        @Override
        public double slope(double y, double p) {
            return 100 * Math.signum(p - y) / Math.max(Math.abs(y), EPSILON);
        }
    },
    /** (ln(max(p, ε) + 1) − ln(max(y, ε) + 1))². */
    MEAN_SQUARED_LOGARITHMIC_ERROR("mean_squared_logarithmic_error") {
        @Override
        public double value(double y, double p) {
            double difference = difference(y, p);
            return difference * difference;
        }

        @Override
        public double slope(double y, double p) {
            return p > EPSILON ? 2 * difference(y, p) / (p + 1) : 0;
        }

        private double difference(double y, double p) {
            return StrictMath.log1p(Math.max(p, EPSILON)) - StrictMath.log1p(Math.max(y, EPSILON));
        }
    },
    /** ln cosh(p − y), written so that it cannot overflow. */
    LOG_COSH("log_cosh") {
        @Override
        public double value(double y, double p) {
            double distance = Math.abs(p - y);
            return distance + StrictMath.log1p(StrictMath.exp(-2 * distance)) - LN_2;
        }

        @Override
        public double slope(double y, double p) {
            return StrictMath.tanh(p - y);
        }
    };

    private static final double EPSILON = 1e-7;
    private static final double LN_2 = StrictMath.log(2);

    private final String kerasName;

    RegressionLoss(String kerasName) {
        this.kerasName = kerasName;
    }

    @Override
    public String kerasName() {
        return kerasName;
    }
}
