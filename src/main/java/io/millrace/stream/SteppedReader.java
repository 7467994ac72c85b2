package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Reads a point by one step of the network from the stream's state. */
final class SteppedReader implements PointReader {
    private final StreamTask task;
    private final StateSlab states;
    private final Stepper stepper;
    private final int[] slots;
    private final StateSlab before; // a state per row, as it was before the step
    private final int[] beforeSlots;

    SteppedReader(StreamTask task, StateSlab states, Kernels kernels, int capacity) {
        this.task = task;
        this.states = states;
        stepper = task.reader().stepper(kernels, capacity);
        slots = new int[capacity];
        before = new StateSlab(states.stateSize());
        beforeSlots = new int[capacity];
        Arrays.setAll(beforeSlots, row -> before.acquire());
    }

    @Override
    public void read(List<StepBatcher.Row> rows, float[] inputs, float[] outputs) {
        for (int row = 0; row < rows.size(); row++) {
            slots[row] = rows.get(row).stream().slot();
            before.copyFrom(states, slots[row], beforeSlots[row]);
        }
        stepper.step(rows.size(), inputs, states, slots, outputs);
    }

    @Override
    public void rebuild(List<StreamState> streams) {
        Encoding encoding = task.model().encoding();
        int width = encoding.width();
        List<double[]> windows = new ArrayList<>();
        List<StreamState> ordered = new ArrayList<>(streams); // longest first: those that still run are the first rows
        ordered.sort(Comparator.comparingInt((StreamState stream) -> stream.window().length)
                .reversed());
        for (StreamState stream : ordered) {
            slots[windows.size()] = stream.slot();
            windows.add(LastPoints.last(stream.window(), task.keeps(), width));
        }
        float[] inputs = new float[ordered.size() * encoding.inputs()];
        float[] outputs = new float[ordered.size() * task.reader().outputs()];
        int running = ordered.size();
        for (int at = 0; at < windows.get(0).length; at += width) {
            while (windows.get(running - 1).length <= at) {
                running--;
            }
            for (int row = 0; row < running; row++) {
                double[] point = Arrays.copyOfRange(windows.get(row), at, at + width);
                StreamState stream = ordered.get(row);
                encoding.encode(point, stream.memories(), stream.memoryAt(), inputs, row * encoding.inputs());
            }
            stepper.step(running, inputs, states, slots, outputs);
            for (int row = 0; row < running; row++) {
                int outputAt = row * task.reader().outputs();
                if (windows.get(row).length == at + width) {
                    ordered.get(row).keep(outputs, outputAt, task.reader().outputs());
                }
            }
        }
    }

    @Override
    public boolean isFinite(StreamState stream) {
        int at = states.at(stream.slot());
        return Numbers.finite(states.page(stream.slot()), at, at + states.stateSize());
    }

    @Override
    public void undo(int row, StreamState stream) {
        states.copyFrom(before, beforeSlots[row], stream.slot());
    }

    @Override
    public float[] whole(StreamState stream) {
        return stream.output();
    }
}
