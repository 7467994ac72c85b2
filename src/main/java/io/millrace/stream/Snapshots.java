package io.millrace.stream;

import io.millrace.network.StateSlab;
import java.util.Arrays;

/** Streams as they are written down, and taken up again. */
final class Snapshots {
    private static final float[] NO_OUTPUT = {};
    private static final byte[] NO_ORDER = {};

    private final StreamTask task;
    private final StateSlab slab;

    Snapshots(StreamTask task, StateSlab slab) {
        this.task = task;
        this.slab = slab;
    }

    /** The stream as it is now. */
    StreamSnapshot of(StreamState stream) {
        int at = slab.at(stream.slot);
        return new StreamSnapshot(
                task.model().id().version(),
                stream.offset,
                stream.timestamp,
                stream.heard,
                stream.n,
                stream.memory.clone(),
                stream.window,
                stream.n == 0 ? NO_OUTPUT : stream.output,
                Arrays.copyOfRange(slab.page(stream.slot), at, at + slab.stateSize()),
                stream.order == null ? NO_ORDER : stream.order.toBytes());
    }

    /** Whether it is of the same model version and shape. */
    boolean fits(StreamSnapshot snapshot) {
        int width = task.model().encoding().width();
        int points = snapshot.window().length;
        boolean window = task.steps()
                ? points == 0
                : points % width == 0 && points / width <= task.settings().longest();
        return snapshot.modelVersion().equals(task.model().id().version())
                && (snapshot.n() > 0 || snapshot.order().length > 0)
                && window
                && snapshot.memory().length == task.memorySize()
                && snapshot.output().length
                        == (snapshot.n() == 0 ? 0 : task.reader().outputs())
                && snapshot.state().length == slab.stateSize();
    }

    /** Into a stream that is new. */
    void read(StreamSnapshot snapshot, StreamState stream) {
        stream.n = snapshot.n();
        stream.window = snapshot.window();
        stream.output = snapshot.n() == 0 ? null : snapshot.output();
        stream.order = snapshot.order().length == 0 ? null : OrderBuffer.of(snapshot.order());
        stream.offset = snapshot.offset();
        stream.timestamp = snapshot.timestamp();
        stream.heard = snapshot.heard();
        System.arraycopy(snapshot.memory(), 0, stream.memory, 0, stream.memory.length);
        System.arraycopy(snapshot.state(), 0, slab.page(stream.slot), slab.at(stream.slot), snapshot.state().length);
    }
}
