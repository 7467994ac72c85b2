package io.millrace.network;

import io.millrace.network.kernel.Kernels;
import java.util.Arrays;
import java.util.List;

/** Whole arrays as streams: every row one, all stepped together. */
final class Streams {
    private Streams() {}

    /** [row][steps · outputs] from states of zeros; an input without time is given at every step. */
    static float[][] outputs(SequenceModel model, List<Batch> inputs) {
        int rows = inputs.get(0).rows();
        int steps =
                inputs.stream().mapToInt(batch -> batch.shape().steps()).max().orElseThrow();
        Stepper stepper = model.stepper(Kernels.best(), rows);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = new int[rows];
        Arrays.setAll(slots, row -> states.acquire());
        float[] in = new float[rows * model.inputs()];
        float[] out = new float[rows * model.outputs()];
        float[][] outputs = new float[rows][steps * model.outputs()];
        for (int step = 0; step < steps; step++) {
            for (int row = 0; row < rows; row++) {
                load(inputs, row, step, in, row * model.inputs());
            }
            stepper.step(rows, in, states, slots, out);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(out, row * model.outputs(), outputs[row], step * model.outputs(), model.outputs());
            }
        }
        return outputs;
    }

    private static void load(List<Batch> inputs, int row, int step, float[] point, int at) {
        int column = at;
        for (Batch input : inputs) {
            int width = input.shape().width();
            int cell = input.shape().isSequence() ? row * input.shape().steps() + step : row;
            System.arraycopy(input.values(), cell * width, point, column, width);
            column += width;
        }
    }
}
