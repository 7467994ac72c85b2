package io.millrace.network.kernel;

import java.util.Arrays;

/** A row of a table for each token id: {@code y = table[x]}; NaN where x is no token's id. Shape: table [tokens, units]. */
final class EmbeddingStep extends LayerStep {
    private final int tokens;
    private final float[] table;

    EmbeddingStep(StepBuffers buffers, int tokens, int units, int capacity) {
        super(buffers, 1, units, false, capacity, units, Math.multiplyExact(tokens, units), units);
        this.tokens = tokens;
        table = new float[tokens * units];
    }

    @Override
    void packChecked(float[] parameters, int at) {
        System.arraycopy(parameters, at, table, 0, table.length);
    }

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        float[] rows = buffers.rows;
        float[] out = buffers.out;
        for (int row = 0; row < batch; row++) {
            int id = (int) rows[row];
            if (id == rows[row] && id >= 0 && id < tokens) {
                System.arraycopy(table, id * units, out, row * outStep, units);
            } else {
                Arrays.fill(out, row * outStep, row * outStep + units, Float.NaN);
            }
            if (trace != null) {
                System.arraycopy(out, row * outStep, trace, traceAt + row * units, units);
            }
        }
    }
}
