package io.millrace.training.loss;

import io.millrace.network.Batch;

/**
 * 1 where the wanted class is among the k largest outputs, else 0.
 *
 * @param sparse whether a target is the class' number, or a probability of each
 */
public record TopK(int k, boolean sparse) implements RowMetric {
    public TopK {
        if (k < 1) {
            throw new IllegalArgumentException("top k: expected at least 1, found " + k);
        }
    }

    @Override
    public String kerasName() {
        return sparse ? "sparse_top_k_categorical_accuracy" : "top_k_categorical_accuracy";
    }

    @Override
    public double value(float[] outputs, int at, int width, float[] targets, int targetAt) {
        int wanted = sparse ? (int) targets[targetAt] : Batch.largest(targets, targetAt, width);
        int larger = 0;
        for (int j = 0; j < width; j++) {
            larger += outputs[at + j] > outputs[at + wanted] ? 1 : 0;
        }
        return larger < k ? 1 : 0;
    }
}
