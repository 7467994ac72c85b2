package io.millrace.training.gradient;

/**
 * The way back through {@link io.millrace.network.Layer.Embedding}: each token's errors go to its row of the table.
 *
 * @param at where the table begins
 */
record EmbeddingGradient(int tokens, int at) implements ComputedPass.Gradient {
    @Override
    public void backward(Flow in, Flow out, float[] gradient) {
        int units = out.width();
        for (int cell = 0; cell < in.cells(); cell++) {
            int id = (int) in.values()[cell];
            for (int j = 0; id >= 0 && id < tokens && j < units; j++) {
                gradient[at + id * units + j] += out.errors()[cell * units + j];
            }
        }
    }
}
