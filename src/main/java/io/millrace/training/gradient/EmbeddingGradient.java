package io.millrace.training.gradient;

import io.millrace.network.Layer;

/**
 * The way back through {@link Layer.Embedding}: each token's errors go to its row of the table.
 *
 * @param at where the table begins
 */
record EmbeddingGradient(Layer.Embedding layer, int at) implements ComputedPass.Gradient {
    @Override
    public void requireInputs(Flow in) {
        for (int step = 0; step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                float id = in.values()[in.at(step, row)];
                if (in.counts(step, row) && !layer.isToken(id)) {
                    throw new IllegalArgumentException(
                            layer.name() + ": expected token ids from 0 to " + (layer.tokens() - 1) + ", found " + id);
                }
            }
        }
    }

    @Override
    public void backward(Flow in, Flow out, float[] gradient) {
        int units = out.width();
        for (int cell = 0; cell < in.cells(); cell++) {
            int id = (int) in.values()[cell];
            for (int j = 0; id >= 0 && id < layer.tokens() && j < units; j++) {
                gradient[at + id * units + j] += out.errors()[cell * units + j];
            }
        }
    }
}
