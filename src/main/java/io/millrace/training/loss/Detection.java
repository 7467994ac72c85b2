package io.millrace.training.loss;

/** How well outputs above 0.5 find the targets that are 1, over all outputs of all rows; 0 where there is nothing to find. */
public enum Detection implements Metric {
    /** Found rightly / found. */
    PRECISION("precision") {
        @Override
        double of(double found, double wrong, double missed) {
            return found / (found + wrong);
        }
    },
    /** Found rightly / to be found. */
    RECALL("recall") {
        @Override
        double of(double found, double wrong, double missed) {
            return found / (found + missed);
        }
    },
    /** Their harmonic mean: Keras' f1_score with average micro. */
    F1("f1_score") {
        @Override
        double of(double found, double wrong, double missed) {
            return 2 * found / (2 * found + wrong + missed);
        }
    };

    private final String kerasName;

    Detection(String kerasName) {
        this.kerasName = kerasName;
    }

    /** Of counts, the first above 0. */
    abstract double of(double found, double wrong, double missed);

    @Override
    public String kerasName() {
        return kerasName;
    }

    @Override
    public int sums() {
        return 3;
    }

    @Override
    public void add(float[] outputs, int at, int width, float[] targets, int targetAt, double[] sums, int sumsAt) {
        for (int j = 0; j < width; j++) {
            boolean found = outputs[at + j] > 0.5f;
            boolean wanted = targets[targetAt + j] == 1f;
            if (found || wanted) {
                sums[sumsAt + (found && wanted ? 0 : found ? 1 : 2)]++;
            }
        }
    }

    @Override
    public double result(double[] sums, int sumsAt, long rows) {
        double found = sums[sumsAt];
        return found == 0 ? 0 : of(found, sums[sumsAt + 1], sums[sumsAt + 2]);
    }
}
