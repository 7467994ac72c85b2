package io.millrace.stream;

import io.millrace.network.StateSlab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
        final StreamTable streams = new StreamTable();
        final List<StreamState> changed = new ArrayList<>();
        long time = Forgetting.NO_TIME;
        boolean whole; // nothing is to be restored any more
    }

    /** Longest portion of a sweep. */
    private static final int SWEPT_AT_ONCE = 10_000;

    private static final Comparator<StreamState> BY_HEARD = Comparator.comparingLong(stream -> stream.heard);

    private final Forgetting forgetting;
    private final StreamStore store;
    private final int room; // streams in memory, as far as those at work allow
    private final Map<Integer, Partition> partitions = new HashMap<>();
    private StreamTask task;
    private StateSlab slab;
    private Snapshots snapshots;
    private int held; // streams in memory; stale ones have no slot

    /** Whose streams are forgotten only when their records say so. */
    public StreamStates(StreamTask task) {
        this(task, Forgetting.NEVER, StreamStore.NONE, Integer.MAX_VALUE);
    }

    /**
     * @param store of streams beyond those that memory has room for
     * @param room streams that stay in memory
     */
    public StreamStates(StreamTask task, Forgetting forgetting, StreamStore store, int room) {
        this.task = task;
        this.forgetting = forgetting;
        this.store = store;
        this.room = room;
        this.slab = new StateSlab(task.stateSize());
        this.snapshots = new Snapshots(task, slab);
    }

    /** Takes over a partition, without any streams yet. */
    public void open(int partition) {
        if (partitions.putIfAbsent(partition, new Partition()) != null) {
            throw new IllegalStateException("partition " + partition + ": expected it not to be open yet");
        }
    }

    /** All streams of the partition that were written down are here. */
    public void whole(int partition) {
        partition(partition).streams.arrange();
        partition(partition).whole = true;
    }

    /** Those of which that holds. */
    public Set<Integer> wholePartitions() {
        return partitions.entrySet().stream()
                .filter(entry -> entry.getValue().whole)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Milliseconds since 1970; {@link Long#MIN_VALUE}: none yet. */
    public long time(int partition) {
        return partition(partition).time;
    }

    /** Time does not go back; returns what it is. */
    public long advance(int partition, long time) {
        Partition moved = partition(partition);
        moved.time = Math.max(moved.time, time);
        return moved.time;
    }

    /** The same in every partition. */
    public void advance(long time) {
        partitions.values().forEach(partition -> partition.time = Math.max(partition.time, time));
    }

    /** Forgets idle streams, some at a time. One that is not forgotten here is so with its next point. */
    public void sweep(Consumer<Forgotten> sink) {
        int[] left = {SWEPT_AT_ONCE};
        partitions.forEach((number, partition) -> {
            while (partition.whole && left[0] > 0) {
                StreamState idle = idle(number, partition);
                if (idle == null) {
                    return;
                }
                if (idle.n > 0) {
                    sink.accept(forgotten(idle, Forgotten.Reason.IDLE));
                }
                change(idle);
                remove(idle);
                left[0]--;
            }
        });
    }

    /** Null: none. */
    private StreamState idle(int number, Partition partition) {
        StreamState oldest = partition.streams.oldest();
        if (oldest != null && forgetting.isIdle(oldest.heard, partition.time)) {
            return oldest;
        }
        return store.quietest(number)
                .filter(quiet -> forgetting.isIdle(quiet.heard(), partition.time))
                .map(quiet -> of(number, quiet.key()))
                .orElse(null);
    }

    /** No transaction is open: streams beyond those that memory has room for go to the store, the quietest first. */
    public void makeRoom() {
        while (held > room) {
            StreamState quietest = null;
            for (Partition partition : partitions.values()) {
                StreamState oldest = partition.streams.oldest();
                if (oldest != null && !oldest.changed && (quietest == null || oldest.heard < quietest.heard)) {
                    quietest = oldest;
                }
            }
            if (quietest == null) {
                return;
            }
            store.put(quietest.partition, quietest.key, snapshots.of(quietest));
            release(quietest);
        }
    }

    private void release(StreamState stream) {
        partition(stream.partition).streams.remove(stream);
        giveUp(stream);
    }

    private void giveUp(StreamState stream) {
        held--;
        if (!isStale(stream)) {
            slab.release(stream.slot);
        }
    }

    /** Gives a partition up, with all its streams; what was not drained is gone. */
    public void close(int partition) {
        Partition closed = partitions.remove(partition);
        if (closed != null) {
            closed.streams.forEach(this::giveUp);
            store.drop(partition);
        }
    }

    /** Streams held, over all partitions. */
    public int size() {
        return held + store.size();
    }

    /** Those of them for which memory has no room. */
    public int stored() {
        return store.size();
    }

    /**
     * Takes up a stream as it was written down. The state of another model version is rebuilt from the stream's last points
     * before its next one. Without them, or in another shape, it is of no use: the stream begins anew, with the points that
     * wait for their turn, if there are any.
     *
     * @return whether the state could be used
     */
    public boolean restore(int partition, StreamKey key, StreamSnapshot snapshot) {
        forget(partition, key);
        boolean usable = snapshots.fits(snapshot) || snapshots.rebuilds(snapshot);
        if (usable || snapshot.order().length > 0) {
            take(partition, key, usable ? snapshot : snapshots.waitingOnly(snapshot));
            advance(partition, snapshot.heard()); // the least it was, should nobody know better
            makeRoom();
        }
        return usable;
    }

    private StreamState comeBack(int partition, StreamKey key, StreamSnapshot snapshot) {
        StreamState stream = take(partition, key, snapshot);
        partition(partition).streams.setBack(stream);
        return stream;
    }

    /** Stale where the state is of another model version. */
    private StreamState take(int partition, StreamKey key, StreamSnapshot snapshot) {
        StreamState stream = add(partition, key);
        if (snapshots.fits(snapshot)) {
            occupy(stream);
        }
        snapshots.read(snapshot, stream);
        return stream;
    }

    /** Forgets a stream as it was written down, without a change. */
    public void forget(int partition, StreamKey key) {
        StreamState stream = partition(partition).streams.get(key);
        if (stream != null) {
            release(stream);
        } else {
            store.take(partition, key);
        }
    }

    /** The stream as it would be written down; empty: there is none. */
    public Optional<StreamSnapshot> snapshot(int partition, StreamKey key) {
        return Optional.ofNullable(find(partition, key)).map(snapshots::of);
    }

    /** Forgets a stream that is there, with all that waits for its turn, because somebody asked for it. */
    public Forgotten reset(int partition, StreamKey key) {
        StreamState stream = find(partition, key);
        Forgotten forgotten = forgotten(stream, Forgotten.Reason.RESET);
        change(stream);
        remove(stream);
        return forgotten;
    }

    /** Whether nothing changed since the changes were last drained. */
    public boolean isDrained() {
        return partitions.values().stream().allMatch(partition -> partition.changed.isEmpty());
    }

    /** Hands over what changed, in the order in which the streams were last heard of: so they are restored, too. */
    public void drainChanges(Changes changes) {
        partitions.forEach((number, partition) -> {
            partition.changed.sort(BY_HEARD);
            for (StreamState stream : partition.changed) {
                stream.changed = false;
                if (stream.removed) {
                    changes.forgotten(number, stream.key);
                } else {
                    changes.changed(number, stream.key, snapshots.of(stream));
                }
            }
            partition.changed.clear();
        });
    }

    /** The stream a point belongs to; a new one has n = 0. */
    StreamState of(int partition, StreamKey key) {
        StreamState stream = find(partition, key);
        return stream != null ? stream : create(partition, key);
    }

    /** Null: there is none. */
    StreamState find(int partition, StreamKey key) {
        StreamState stream = partition(partition).streams.get(key);
        return stream != null
                ? stream
                : store.take(partition, key)
                        .map(snapshot -> comeBack(partition, key, snapshot))
                        .orElse(null);
    }

    /**
     * A point of the stream came.
     *
     * @param time of the partition
     * @return whether the stream was idle before
     */
    boolean hear(StreamState stream, long time) {
        boolean idle = forgetting.isIdle(stream.heard, time);
        if (time > stream.heard) { // else it is a point that waited for its turn
            stream.heard = time;
            partition(stream.partition).streams.touch(stream);
        }
        return idle;
    }

    /** Whether the point comes too long after the stream's last one to be of the same sequence. */
    boolean isGap(StreamState stream, SequencePoint point) {
        return forgetting.isGap(stream.timestamp, point.timestamp());
    }

    static Forgotten forgotten(StreamState stream, Forgotten.Reason reason) {
        return new Forgotten(stream.partition, stream.key, reason, stream.n, stream.timestamp);
    }

    /**
     * Another model takes over: every stream's state is to be rebuilt, each before its own next point, so that this takes no
     * longer with many streams than with one. Changes must have been drained before.
     *
     * @param next fit to {@linkplain StreamTask#whyNotAfter follow}
     */
    void swap(StreamTask next) {
        if (!isDrained()) {
            throw new IllegalStateException("swap: expected all changes to be drained");
        }
        task = next;
        slab = new StateSlab(next.stateSize());
        snapshots = new Snapshots(next, slab);
    }

    /** Whether the stream's state is another model's: to be rebuilt, in no slot. */
    boolean isStale(StreamState stream) {
        return stream.made != task;
    }

    /** An empty state for a stale stream. One whose last points are not known begins anew. */
    void renew(StreamState stream) {
        occupy(stream);
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
        if (isStale(stream)) {
            occupy(stream);
        } else {
            slab.clear(stream.slot);
        }
        change(stream);
    }

    /** The stream is no more; its removal is a change if it has been written down. */
    void remove(StreamState stream) {
        release(stream);
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

    private StreamState create(int partition, StreamKey key) {
        StreamState stream = add(partition, key);
        occupy(stream);
        return stream;
    }

    private StreamState add(int partition, StreamKey key) {
        StreamState stream = new StreamState(key, partition, task.memorySize());
        partition(partition).streams.add(stream);
        held++;
        return stream;
    }

    private void occupy(StreamState stream) {
        stream.slot = slab.acquire();
        stream.made = task;
    }
}
