package io.millrace.stream;

import io.millrace.network.StateSlab;
import java.util.Arrays;

/** Streams as they are written down, and taken up again. */
final class Snapshots {
    private static final float[] NO_OUTPUT = {};
    private static final float[] NO_STATE = {};
    private static final double[] NO_POINTS = {};
    private static final byte[] NO_ORDER = {};
    private static final int OVERHEAD = 128; // bytes

    /** Of a stream that another model left: no model's version is empty, so its state is rebuilt when it comes back. */
    private static final String STALE = "";

    private final StreamTask task;
    private final StateSlab slab;

    Snapshots(StreamTask task, StateSlab slab) {
        this.task = task;
        this.slab = slab;
    }

    /** The stream as it is now. */
    StreamSnapshot of(StreamState stream, boolean stale) {
        return new StreamSnapshot(
                stale ? STALE : task.model().id().version(),
                stream.offset(),
                stream.timestamp(),
                stream.heard(),
                stream.n(),
                stream.memory(),
                stream.window(),
                stream.n() == 0 ? NO_OUTPUT : stream.output(),
                stale ? NO_STATE : state(stream),
                stream.order() == null ? NO_ORDER : stream.order().toBytes());
    }

    /** About what one takes that holds neither last points nor any that wait. */
    int bytes() {
        return OVERHEAD
                + task.memorySize() * Double.BYTES
                + (slab.stateSize() + task.reader().outputs()) * Float.BYTES;
    }

    private float[] state(StreamState stream) {
        int at = slab.at(stream.slot());
        return Arrays.copyOfRange(slab.page(stream.slot()), at, at + slab.stateSize());
    }

    /** What waits for its turn in a stream whose state is of no use: it fits. */
    StreamSnapshot waitingOnly(StreamSnapshot snapshot) {
        return new StreamSnapshot(
                task.model().id().version(),
                0,
                0,
                snapshot.heard(),
                0,
                new double[task.memorySize()],
                NO_POINTS,
                NO_OUTPUT,
                new float[slab.stateSize()],
                snapshot.order());
    }

    /** Errors: a state under which no stream can go on. */
    void requireUsable(StreamSnapshot snapshot) {
        if (!fits(snapshot) && !rebuilds(snapshot)) {
            throw new IllegalArgumentException("state: expected one of model version "
                    + task.model().id().version() + ", or of another with the stream's last points, found version "
                    + snapshot.modelVersion() + ", " + snapshot.state().length + " numbers of state and "
                    + snapshot.window().length + " of last points");
        }
        if (!Numbers.finite(snapshot.memory())
                || !Numbers.finite(snapshot.window())
                || !Numbers.finite(snapshot.output(), 0, snapshot.output().length)
                || !Numbers.finite(snapshot.state(), 0, snapshot.state().length)) {
            throw new IllegalArgumentException("state: expected finite numbers, found others");
        }
    }

    /** Whether it is of the same model version, unless that does not matter, and of the same shape. */
    boolean fits(StreamSnapshot snapshot) {
        return (isOfThisVersion(snapshot) || task.carries())
                && (snapshot.n() > 0 || snapshot.order().length > 0)
                && fitsWindow(snapshot)
                && snapshot.memory().length == task.memorySize()
                && snapshot.output().length
                        == (snapshot.n() == 0 ? 0 : task.reader().outputs())
                && snapshot.state().length == slab.stateSize();
    }

    /** Whether it is of another version, under whose successor the stream can go on from its last points. */
    boolean rebuilds(StreamSnapshot snapshot) {
        return snapshot.n() > 0
                && !fits(snapshot)
                && !isOfThisVersion(snapshot)
                && snapshot.memory().length == task.memorySize()
                && snapshot.window().length > 0
                && fitsWindow(snapshot);
    }

    private boolean isOfThisVersion(StreamSnapshot snapshot) {
        return snapshot.modelVersion().equals(task.model().id().version());
    }

    private boolean fitsWindow(StreamSnapshot snapshot) {
        int width = task.model().encoding().width();
        int points = snapshot.window().length;
        if (task.steps()) {
            return points == 0 || task.keeps() > 0 && points % width == 0;
        }
        return points % width == 0 && points / width <= task.settings().longest();
    }

    /** Into a stream that is new; the state only where the stream has a slot for it. */
    void read(StreamSnapshot snapshot, StreamState stream, boolean state) {
        stream.taken(snapshot.n(), snapshot.offset(), snapshot.timestamp());
        stream.heard(snapshot.heard());
        stream.remember(snapshot.memory(), 0);
        stream.window(snapshot.window());
        stream.order(snapshot.order().length == 0 ? null : OrderBuffer.of(snapshot.order()));
        if (snapshot.n() > 0) {
            stream.keep(snapshot.output(), 0, snapshot.output().length);
        }
        if (state) {
            int slot = stream.slot();
            System.arraycopy(snapshot.state(), 0, slab.page(slot), slab.at(slot), snapshot.state().length);
        }
    }
}
