package io.millrace.stream;

import io.millrace.network.StateSlab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The streams of the partitions held here: every stream has a slot in one slab, whatever its partition. Remembers which
 * streams changed since the changes were last drained. Belongs to one thread.
 */
public final class StreamStates {
    /** Takes the changes: a stream's newest snapshot, or that it is forgotten. */
    public interface Changes {
        void changed(int partition, StreamKey stream, StreamSnapshot snapshot);

        void forgotten(int partition, StreamKey stream);
    }

    private static final class Partition {
        final Map<StreamKey, StreamState> streams = new HashMap<>();
        final List<StreamState> changed = new ArrayList<>();
    }

    private StreamTask task;
    private StateSlab slab;
    private final Map<Integer, Partition> partitions = new HashMap<>();
    private int size;

    public StreamStates(StreamTask task) {
        this.task = task;
        this.slab = new StateSlab(task.stateSize());
    }

    /** Takes over a partition, without any streams yet. */
    public void open(int partition) {
        if (partitions.putIfAbsent(partition, new Partition()) != null) {
            throw new IllegalStateException("partition " + partition + ": expected it not to be open yet");
        }
    }

    /** Gives a partition up, with all its streams; what was not drained is gone. */
    public void close(int partition) {
        Partition closed = partitions.remove(partition);
        if (closed != null) {
            closed.streams.values().forEach(this::release);
        }
    }

    /** Streams held, over all partitions. */
    public int size() {
        return size;
    }

    /**
     * Takes up a stream as it was written down. The state of another model version is rebuilt from the stream's last
     * points with its next one; a snapshot without them, or of another shape, is of no use: the stream begins anew.
     *
     * @return whether it could be used
     */
    public boolean restore(int partition, StreamKey key, StreamSnapshot snapshot) {
        forget(partition, key);
        boolean same = fits(snapshot);
        if (!same && !rebuilds(snapshot)) {
            return false;
        }
        StreamState stream = add(partition(partition), partition, key);
        stream.n = snapshot.n();
        stream.window = snapshot.window();
        stream.output = snapshot.output();
        stream.offset = snapshot.offset();
        stream.timestamp = snapshot.timestamp();
        System.arraycopy(snapshot.memory(), 0, stream.memory, 0, stream.memory.length);
        if (same) {
            take(stream);
            System.arraycopy(snapshot.state(), 0, slab.page(stream.slot), slab.at(stream.slot), slab.stateSize());
        }
        return true;
    }

    /** Forgets a stream as it was written down, without a change. */
    public void forget(int partition, StreamKey key) {
        StreamState stream = partition(partition).streams.remove(key);
        if (stream != null) {
            release(stream);
        }
    }

    /** Hands over what changed, in the order in which the streams first changed. */
    public void drainChanges(Changes changes) {
        partitions.forEach((number, partition) -> {
            for (StreamState stream : partition.changed) {
                stream.changed = false;
                if (stream.removed) {
                    changes.forgotten(number, stream.key);
                } else {
                    changes.changed(number, stream.key, snapshot(stream));
                }
            }
            partition.changed.clear();
        });
    }

    /** The stream a point belongs to; a new one has n = 0. */
    StreamState of(int partition, StreamKey key) {
        Partition open = partition(partition);
        StreamState stream = open.streams.get(key);
        if (stream == null) {
            stream = add(open, partition, key);
            take(stream);
        }
        return stream;
    }

    /**
     * Another model takes over: every stream's state is to be rebuilt, each before its own next point, so that this takes no
     * longer with many streams than with one. Changes must have been drained before.
     *
     * @param next fit to {@linkplain StreamTask#whyNotAfter follow}
     */
    void swap(StreamTask next) {
        if (partitions.values().stream().anyMatch(partition -> !partition.changed.isEmpty())) {
            throw new IllegalStateException("swap: expected all changes to be drained");
        }
        task = next;
        slab = new StateSlab(next.stateSize());
    }

    boolean isStale(StreamState stream) {
        return stream.made != task;
    }

    /** An empty state for a stale stream. One whose last points are not known begins anew. */
    void renew(StreamState stream) {
        take(stream);
        Arrays.fill(stream.memory, 0, task.model().encoding().historySize(), 0);
        if (stream.window.length == 0) {
            stream.clear();
        }
    }

    void change(StreamState stream) {
        if (!stream.changed) {
            stream.changed = true;
            partition(stream.partition).changed.add(stream);
        }
    }

    /** The stream is as before its first point. */
    void reset(StreamState stream) {
        stream.clear();
        slab.clear(stream.slot);
        change(stream);
    }

    /** The stream is no more; its removal is a change if it has been written down. */
    void remove(StreamState stream) {
        forget(stream.partition, stream.key);
        stream.removed = true;
    }

    StateSlab slab() {
        return slab;
    }

    private Partition partition(int number) {
        Partition partition = partitions.get(number);
        if (partition == null) {
            throw new IllegalStateException("partition " + number + ": expected one of " + partitions.keySet());
        }
        return partition;
    }

    private StreamState add(Partition partition, int number, StreamKey key) {
        StreamState stream = new StreamState(key, number, task.memorySize());
        partition.streams.put(key, stream);
        size++;
        return stream;
    }

    private void take(StreamState stream) {
        stream.slot = slab.acquire();
        stream.made = task;
    }

    private void release(StreamState stream) {
        size--;
        if (!isStale(stream)) {
            slab.release(stream.slot);
        }
    }

    private boolean fits(StreamSnapshot snapshot) {
        boolean window = task.steps() || fitsWindow(snapshot);
        return snapshot.modelVersion().equals(task.model().id().version())
                && snapshot.n() > 0
                && window
                && snapshot.memory().length == task.memorySize()
                && snapshot.output().length == task.reader().outputs()
                && snapshot.state().length == slab.stateSize();
    }

    private boolean rebuilds(StreamSnapshot snapshot) {
        return snapshot.n() > 0
                && !snapshot.modelVersion().equals(task.model().id().version())
                && snapshot.memory().length == task.memorySize()
                && task.keeps() > 0
                && snapshot.window().length > 0
                && fitsWindow(snapshot);
    }

    private boolean fitsWindow(StreamSnapshot snapshot) {
        int width = task.model().encoding().width();
        int points = snapshot.window().length;
        return points % width == 0
                && (task.steps() || points / width <= task.settings().longest());
    }

    private StreamSnapshot snapshot(StreamState stream) {
        int at = slab.at(stream.slot);
        return new StreamSnapshot(
                task.model().id().version(),
                stream.offset,
                stream.timestamp,
                stream.n,
                stream.memory.clone(),
                stream.window,
                stream.output,
                Arrays.copyOfRange(slab.page(stream.slot), at, at + slab.stateSize()));
    }
}
