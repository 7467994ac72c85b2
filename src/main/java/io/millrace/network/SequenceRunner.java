package io.millrace.network;

import io.millrace.network.kernel.Kernels;

/**
 * Runs a model over whole sequences, each from a state of zeros. The bits are those of stepping every sequence by itself:
 * {@code together} only says how many are stepped at once.
 */
public final class SequenceRunner {
    private final SequenceModel model;
    private final Stepper stepper; // null where the model cannot be stepped
    private final GraphRunner whole;

    /** @param together sequences stepped at once; 1 for one after another */
    public SequenceRunner(SequenceModel model, Kernels kernels, int together) {
        this.model = model;
        stepper = model.architecture().canStep() ? model.stepper(kernels, together) : null;
        whole = stepper == null ? new GraphRunner(model, kernels, together) : null;
    }

    /**
     * @param inputs [sequences, steps, inputs]
     * @return [sequences, steps, outputs], or the last step's [sequences, outputs] where the model returns no sequences
     */
    public float[] run(int sequences, int steps, float[] inputs) {
        int expected = Math.multiplyExact(Math.multiplyExact(sequences, steps), model.inputs());
        if (steps < 1 || inputs.length != expected) {
            throw new IllegalArgumentException("inputs: expected " + expected + " floats for " + sequences
                    + " sequences of " + steps + " steps of " + model.inputs() + ", found " + inputs.length);
        }
        if (whole != null) {
            return whole.run(Batch.sequences(sequences, steps, model.inputs(), inputs))
                    .get(0)
                    .values();
        }
        int kept = model.architecture().returnsSequences() ? steps : 1;
        float[] outputs = new float[Math.multiplyExact(Math.multiplyExact(sequences, kept), model.outputs())];
        for (int first = 0; first < sequences; first += stepper.capacity()) {
            run(first, Math.min(stepper.capacity(), sequences - first), steps, inputs, kept, outputs);
        }
        return outputs;
    }

    private void run(int first, int batch, int steps, float[] inputs, int kept, float[] outputs) {
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = new int[batch];
        for (int row = 0; row < batch; row++) {
            slots[row] = states.acquire();
        }
        float[] in = new float[batch * model.inputs()];
        float[] out = new float[batch * model.outputs()];
        for (int step = 0; step < steps; step++) {
            for (int row = 0; row < batch; row++) {
                int from = ((first + row) * steps + step) * model.inputs();
                System.arraycopy(inputs, from, in, row * model.inputs(), model.inputs());
            }
            stepper.step(batch, in, states, slots, out);
            int keptStep = step - (steps - kept);
            for (int row = 0; row < batch && keptStep >= 0; row++) {
                int to = ((first + row) * kept + keptStep) * model.outputs();
                System.arraycopy(out, row * model.outputs(), outputs, to, model.outputs());
            }
        }
    }
}
