package io.millrace.stream;

import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.Arrays;
import java.util.List;

/** Reads a point by one step of the network from the stream's state. */
final class SteppedReader implements PointReader {
    private final StateSlab states;
    private final Stepper stepper;
    private final int[] slots;
    private final StateSlab before; // a state per row, as it was before the step
    private final int[] beforeSlots;

    SteppedReader(StreamTask task, StateSlab states, Kernels kernels, int capacity) {
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
            slots[row] = rows.get(row).stream().slot;
            before.copyFrom(states, slots[row], beforeSlots[row]);
        }
        stepper.step(rows.size(), inputs, states, slots, outputs);
    }

    @Override
    public boolean isFinite(StreamState stream) {
        int at = states.at(stream.slot);
        return Numbers.finite(states.page(stream.slot), at, at + states.stateSize());
    }

    @Override
    public void undo(int row, StreamState stream) {
        states.copyFrom(before, beforeSlots[row], stream.slot);
    }

    @Override
    public float[] whole(StreamState stream) {
        return stream.output;
    }
}
