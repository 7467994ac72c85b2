package io.millrace.stream;

import io.millrace.network.StateSlab;

/** The streams' states under one model: each has a slot in one slab, but for the stale ones, whose state another model made. */
final class StateSlots {
    private static final int NOBODY = 0;

    private final StreamTask task;
    private final StateSlab slab;
    private final int owner; // stands for the slab
    private final Snapshots snapshots;
    private boolean mixed;

    /**
     * @param owner stands for the states' model in the streams; above 0, and no other's that they ever saw
     * @param mixed whether streams may be stale from the beginning
     */
    StateSlots(StreamTask task, int owner, boolean mixed) {
        this(task, new StateSlab(task.stateSize()), owner, mixed);
    }

    private StateSlots(StreamTask task, StateSlab slab, int owner, boolean mixed) {
        this.task = task;
        this.mixed = mixed;
        this.slab = slab;
        this.owner = owner;
        snapshots = new Snapshots(task, slab);
    }

    /**
     * Those of the next model: all streams are stale, unless it goes on with the states as they are.
     *
     * @param nextOwner as above
     */
    StateSlots successor(StreamTask next, int nextOwner) {
        return next.carries() && next.stateSize() == task.stateSize()
                ? new StateSlots(next, slab, owner, mixed)
                : new StateSlots(next, nextOwner, true);
    }

    StreamTask task() {
        return task;
    }

    StateSlab slab() {
        return slab;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    /** Room for streams of a partition. */
    StreamRows rows(int partition) {
        return new StreamRows(partition, task.memorySize(), task.reader().outputs());
    }

    /** The stream as it would be written down. */
    StreamSnapshot snapshot(StreamState stream) {
        return snapshots.of(stream, isStale(stream));
    }

    /** Whether some streams may be stale. */
    boolean isMixed() {
        return mixed;
    }

    /** Whether the stream's state is another model's: to be rebuilt, in no slot. */
    boolean isStale(StreamState stream) {
        return stream.owner() != owner;
    }

    /** An empty state for a stream that has none of this model's. */
    void occupy(StreamState stream) {
        stream.occupy(slab.acquire(), owner);
    }

    /** The state is given up; the stream is stale. */
    void release(StreamState stream) {
        if (!isStale(stream)) {
            slab.release(stream.slot());
            stream.occupy(0, NOBODY);
        }
    }

    /** The state is taken for another model's. */
    void disown(StreamState stream) {
        release(stream);
        mixed = true;
    }

    /** The stream is as before its first point. */
    void clear(StreamState stream) {
        stream.clear();
        if (isStale(stream)) {
            occupy(stream);
        } else {
            slab.clear(stream.slot());
        }
    }

    /** An empty state for a stale stream. One whose last points are not known begins anew. */
    void renew(StreamState stream) {
        occupy(stream);
        stream.forget(task.model().encoding().historySize());
        if (stream.window().length == 0) {
            stream.clear();
        }
    }

    /** Into a stream that is new; stale where the state is of another model version. */
    void read(StreamSnapshot snapshot, StreamState stream) {
        if (snapshots.fits(snapshot)) {
            occupy(stream);
        } else {
            mixed = true;
        }
        snapshots.read(snapshot, stream, !isStale(stream));
    }
}
