package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

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
    private final Wire[] written; // results that stand in the caller's array
    private final Wire[] copied; // the others
    private final int[] columns; // of those in the caller's array
    private final int outputs;
    private final int capacity;

    Stepper(SequenceModel model, Kernels kernels, int capacity) {
        StepPlan plan = new StepPlan(model, kernels, capacity);
        this.capacity = capacity;
        nodes = plan.nodes.toArray(StepNode[]::new);
        inputs = plan.inputs.toArray(Wire[]::new);
        outputs = model.outputs();
        List<Wire> moved = new ArrayList<>();
        List<Wire> others = new ArrayList<>();
        int[] places = new int[plan.results.size()];
        int column = 0;
        for (Wire result : plan.results) {
            if (result.moveTo(column, outputs)) {
                moved.add(result);
            } else {
                places[others.size()] = column;
                others.add(result);
            }
            column += result.width;
        }
        written = moved.toArray(Wire[]::new);
        copied = others.toArray(Wire[]::new);
        columns = places;
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
     * @param outputs [batch, outputs]; all results, one behind the other; another array than the inputs'
     */
    public void step(int batch, float[] inputs, StateSlab states, int[] slots, float[] outputs) {
        if (batch > capacity) {
            throw new IllegalArgumentException("batch: expected at most " + capacity + " rows, found " + batch);
        }
        for (Wire input : this.inputs) {
            input.values = inputs;
        }
        for (Wire result : written) {
            result.values = outputs;
        }
        for (StepNode node : nodes) {
            node.step(batch, states, slots);
        }
        for (int i = 0; i < copied.length; i++) {
            Wire result = copied[i];
            for (int row = 0; row < batch; row++) {
                int to = row * this.outputs + columns[i];
                System.arraycopy(result.values, result.row(row), outputs, to, result.width);
            }
        }
    }
}
