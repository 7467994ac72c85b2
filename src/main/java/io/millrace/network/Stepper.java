package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.List;

/**
 * Takes one time step for a batch of streams, each with its own state. The bits of a stream's output depend on the model
 * and the stream's points alone, never on the batch. Owns its scratch and allocates nothing; belongs to one thread.
 */
public final class Stepper {
    private final StepKernel[] kernels;
    private final int[] stateOffsets;
    private final float[] wide; // [capacity, widest layer]
    private final int capacity;

    Stepper(SequenceModel model, Kernels factory, int capacity) {
        Architecture architecture = model.architecture();
        List<Layer> layers = architecture.layers();
        this.capacity = capacity;
        kernels = new StepKernel[layers.size()];
        stateOffsets = new int[layers.size()];
        for (int layer = 0; layer < kernels.length; layer++) {
            kernels[layer] = layers.get(layer).kernel(factory, architecture.inputsOf(layer), capacity);
            kernels[layer].pack(model.weights().values(), architecture.parameterOffset(layer));
            stateOffsets[layer] = architecture.stateOffset(layer);
        }
        int widest = layers.stream().mapToInt(Layer::units).max().orElseThrow();
        wide = new float[capacity * widest];
    }

    /** The largest batch that one call takes. */
    public int capacity() {
        return capacity;
    }

    /**
     * One step of rows 0 … batch−1.
     *
     * @param inputs [batch, inputs], scaled
     * @param slots the slot of each row in {@code states}; no slot twice
     * @param outputs [batch, outputs]
     */
    public void step(int batch, float[] inputs, StateSlab states, int[] slots, float[] outputs) {
        if (batch > capacity) {
            throw new IllegalArgumentException("batch: expected at most " + capacity + " rows, found " + batch);
        }
        float[] in = inputs;
        for (int layer = 0; layer < kernels.length; layer++) {
            float[] out = layer == kernels.length - 1 ? outputs : wide;
            step(kernels[layer], stateOffsets[layer], batch, in, states, slots, out);
            in = out;
        }
    }

    private static void step(
            StepKernel kernel, int stateOffset, int batch, float[] in, StateSlab states, int[] slots, float[] out) {
        for (int row = 0; row < batch; row++) {
            int slot = slots[row];
            kernel.load(row, in, row * kernel.inputs(), states.page(slot), states.at(slot) + stateOffset);
        }
        kernel.step(batch);
        for (int row = 0; row < batch; row++) {
            int slot = slots[row];
            kernel.store(row, states.page(slot), states.at(slot) + stateOffset, out, row * kernel.units());
        }
    }
}
