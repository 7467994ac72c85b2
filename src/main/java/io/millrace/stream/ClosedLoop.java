package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs streams ahead of their last point, on copies of their states: each output is fed back as the next input, or, where
 * outputs are of another kind than inputs, zeros follow the last point.
 */
final class ClosedLoop {
    private final StreamTask task;
    private final Encoding encoding;
    private final Stepper stepper;
    private final int steps;
    private final boolean feedsBack;
    private final StateSlab copies;
    private final int[] slots; // a copy per row
    private final double[] histories; // [capacity, history]
    private final float[] inputs; // [capacity, inputs]
    private final float[] outputs; // [capacity, outputs]

    ClosedLoop(StreamTask task, Kernels kernels, int capacity, int steps) {
        this.task = task;
        this.encoding = task.model().encoding();
        this.stepper = task.reader().stepper(kernels, capacity);
        this.steps = steps;
        feedsBack = task.target().isEmpty();
        copies = new StateSlab(task.stateSize());
        slots = new int[capacity];
        Arrays.setAll(slots, row -> copies.acquire());
        histories = new double[capacity * encoding.historySize()];
        inputs = new float[capacity * encoding.inputs()];
        outputs = new float[capacity * task.reader().outputs()];
    }

    /**
     * What comes behind each stream's newest output. A run that leaves the range of numbers ends there.
     *
     * @param slab of the streams' states, left as it is
     */
    List<List<double[]>> run(List<StreamState> streams, StateSlab slab) {
        List<List<double[]>> runs = new ArrayList<>(streams.size());
        double[][] newest = new double[streams.size()][];
        for (int row = 0; row < newest.length; row++) {
            StreamState stream = streams.get(row);
            runs.add(steps == 0 ? List.of() : new ArrayList<>(steps));
            double[] memory = stream.memories();
            int memoryAt = stream.memoryAt();
            newest[row] = task.meaning().value(stream.outputs(), stream.outputAt(), memory, memoryAt);
            copies.copyFrom(slab, stream.slot(), slots[row]);
            System.arraycopy(memory, memoryAt, histories, row * encoding.historySize(), encoding.historySize());
        }
        for (int step = 0; step < steps; step++) {
            step(newest);
            for (int row = 0; row < newest.length; row++) {
                if (runs.get(row).size() == step && Numbers.finite(newest[row])) {
                    runs.get(row).add(newest[row]);
                }
            }
        }
        return runs;
    }

    private void step(double[][] newest) {
        Arrays.fill(inputs, 0f);
        for (int row = 0; row < newest.length && feedsBack; row++) {
            int historyAt = row * encoding.historySize();
            encoding.encode(newest[row], histories, historyAt, inputs, row * encoding.inputs());
        }
        stepper.step(newest.length, inputs, copies, slots, outputs);
        for (int row = 0; row < newest.length; row++) {
            int historyAt = row * encoding.historySize();
            newest[row] = task.meaning().value(outputs, row * task.reader().outputs(), histories, historyAt);
        }
    }
}
