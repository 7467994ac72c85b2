package io.millrace.stream;

import io.millrace.encoding.PointEncoding;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs streams ahead of their last point by feeding each prediction back, on copies of their states. */
final class ClosedLoop {
    private final PointEncoding encoding;
    private final Stepper stepper;
    private final int steps;
    private final StateSlab copies;
    private final int[] slots; // a copy per row
    private final double[] histories; // [capacity, history]
    private final float[] inputs; // [capacity, inputs]
    private final float[] outputs; // [capacity, outputs]

    ClosedLoop(StreamModel model, Stepper stepper, int steps) {
        this.encoding = model.encoding();
        this.stepper = stepper;
        this.steps = steps;
        int capacity = stepper.capacity();
        copies = new StateSlab(model.network().stateSize());
        slots = new int[capacity];
        Arrays.setAll(slots, row -> copies.acquire());
        histories = new double[capacity * encoding.historySize()];
        inputs = new float[capacity * encoding.inputs()];
        outputs = new float[capacity * encoding.outputs()];
    }

    /**
     * The predictions behind each stream's newest one. A run that leaves the range of numbers ends there.
     *
     * @param slab of the streams' states, left as it is
     */
    List<List<double[]>> run(List<StreamState> streams, StateSlab slab) {
        List<List<double[]>> runs = new ArrayList<>(streams.size());
        double[][] newest = new double[streams.size()][];
        for (int row = 0; row < newest.length; row++) {
            StreamState stream = streams.get(row);
            runs.add(steps == 0 ? List.of() : new ArrayList<>(steps));
            newest[row] = stream.next;
            copies.copyFrom(slab, stream.slot, slots[row]);
            System.arraycopy(stream.history, 0, histories, row * encoding.historySize(), encoding.historySize());
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
        for (int row = 0; row < newest.length; row++) {
            int historyAt = row * encoding.historySize();
            encoding.encode(newest[row], histories, historyAt, inputs, row * encoding.inputs());
        }
        stepper.step(newest.length, inputs, copies, slots, outputs);
        for (int row = 0; row < newest.length; row++) {
            newest[row] = new double[encoding.outputs()];
            int historyAt = row * encoding.historySize();
            encoding.decode(outputs, row * encoding.outputs(), histories, historyAt, newest[row]);
        }
    }
}
