package io.millrace.network;

import io.millrace.network.kernel.Kernels;

/**
 * Takes one time step for a batch of streams, each with its own state. The bits of a stream's output depend on the model
 * and the stream's points alone, never on the batch. What comes after the last output of a sequence (return_sequences
 * off) is computed at every step: the answer so far. Owns its scratch and allocates nothing; belongs to one thread.
 *
 * <p>Where a mask leaves a step out, the state stays and the output is repeated: zeros if there was none.
 */
public final class Stepper {
    private final StepNode[] nodes;
    private final Wire[] inputs;
    private final Wire[] results;
    private final int outputs;
    private final int capacity;

    Stepper(SequenceModel model, Kernels kernels, int capacity) {
        StepPlan plan = new StepPlan(model, kernels, capacity);
        this.capacity = capacity;
        nodes = plan.nodes.toArray(StepNode[]::new);
        inputs = plan.inputs.toArray(Wire[]::new);
        results = plan.results.toArray(Wire[]::new);
        outputs = model.outputs();
    }

    /** The largest batch that one call takes. */
    public int capacity() {
        return capacity;
    }

    /**
     * One step of rows 0 … batch−1.
     *
     * @param inputs [batch, inputs], scaled; all inputs of the model, one behind the other
     * @param slots the slot of each row in {@code states}; no slot twice
     * @param outputs [batch, outputs]; all results, one behind the other
     */
    public void step(int batch, float[] inputs, StateSlab states, int[] slots, float[] outputs) {
        if (batch > capacity) {
            throw new IllegalArgumentException("batch: expected at most " + capacity + " rows, found " + batch);
        }
        for (Wire input : this.inputs) {
            input.values = inputs;
        }
        for (StepNode node : nodes) {
            node.step(batch, states, slots);
        }
        int column = 0;
        for (Wire result : results) {
            for (int row = 0; row < batch; row++) {
                int to = row * this.outputs + column;
                System.arraycopy(result.values, result.row(row), outputs, to, result.width);
            }
            column += result.width;
        }
    }
}
