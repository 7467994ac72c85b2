package io.millrace.training.loss;

import io.millrace.network.Batch;

/** 1 where the row's answer is right, else 0; which answer, depends on what the targets are. */
public enum Accuracy implements RowMetric {
    /** The largest output is that of the largest target. */
    CATEGORICAL("categorical_accuracy") {
        @Override
        public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
            return Batch.largest(outputs, at, width) == Batch.largest(targets, targetAt, width) ? 1 : 0;
        }
    },
    /** The largest output is that of the class whose number is the target. */
    SPARSE_CATEGORICAL("sparse_categorical_accuracy") {
        @Override
        public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
            return Batch.largest(outputs, at, width) == (int) targets[targetAt] ? 1 : 0;
        }
    },
    /** The share of outputs that lie on the same side of 0.5 as their targets, 0 or 1. */
    BINARY("binary_accuracy") {
        @Override
        public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
            double right = 0;
            for (int j = 0; j < width; j++) {
                right += (outputs[at + j] > 0.5f ? 1f : 0f) == targets[targetAt + j] ? 1 : 0;
            }
            return right / width;
        }
    };

    private final String kerasName;

    Accuracy(String kerasName) {
        this.kerasName = kerasName;
    }

    /** The one that "accuracy" means beside the given loss, as Keras decides it. */
    public static Accuracy beside(Loss loss, int outputs) {
        if (loss instanceof SparseCategoricalCrossentropy) {
            return SPARSE_CATEGORICAL;
        }
        return loss instanceof BinaryCrossentropy || outputs == 1 ? BINARY : CATEGORICAL;
    }

    @Override
    public String kerasName() {
        return kerasName;
    }
}
