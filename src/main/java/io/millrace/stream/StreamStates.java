package io.millrace.stream;

import io.millrace.network.StateSlab;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The streams of the partitions held here, in memory or in a store. Remembers which streams changed since the changes of
 * their partition were last drained. Belongs to one thread.
 */
public final class StreamStates {
    /** Takes the changes: a stream's newest snapshot, or that it is forgotten. */
    public interface Changes {
        void changed(int partition, StreamKey stream, StreamSnapshot snapshot);

        void forgotten(int partition, StreamKey stream);
    }

    /** Longest portion of a sweep. */
    private static final int SWEPT_AT_ONCE = 10_000;
    /** Of a partition: one transaction has to take them. */
    private static final long MOST_BYTES_OF_CHANGES = 32 << 20;

    private final Forgetting forgetting;
    private final StreamRoom room;
    private final StreamPartitions partitions = new StreamPartitions();
    private ServedSlots slots;

    /** Whose streams are forgotten only when their records say so. */
    public StreamStates(StreamTask task) {
        this(task, Forgetting.NEVER, StreamStore.NONE, Integer.MAX_VALUE);
    }

    /**
     * @param store of streams beyond those that memory has room for
     * @param room streams that stay in memory
     */
    public StreamStates(StreamTask task, Forgetting forgetting, StreamStore store, int room) {
        this.forgetting = forgetting;
        this.slots = new ServedSlots(task);
        this.room = new StreamRoom(store, room, slots);
    }

    /** Takes over a partition, without any streams yet. */
    public StreamPartition open(int partition) {
        partitions.add(new StreamPartition(slots.rows(partition)));
        return partition(partition);
    }

    /** The same, of one that is served elsewhere: its streams are the first to go where memory has no room. */
    public void openBeside(int partition) {
        open(partition).beside(true);
    }

    /** A partition that was held beside those that are served is to be one of them. */
    public void serve(int partition) {
        partition(partition).beside(false);
    }

    /** Errors: one that is not held here. */
    public StreamPartition partition(int number) {
        return partitions.get(number);
    }

    /** Those of which nothing is to be restored any more. */
    public Set<Integer> wholePartitions() {
        return partitions.numbers(StreamPartition::isWhole);
    }

    /** Those that have not changed, either, since their changes were last drained. */
    public Set<Integer> partitionsAtRest() {
        return partitions.numbers(StreamPartition::isAtRest);
    }

    /**
     * Forgets idle streams of partitions at rest, some at a time. One that is not forgotten here is so with its next point.
     *
     * @return the partitions where there were any
     */
    public Set<Integer> sweep(Consumer<Forgotten> sink) {
        Set<Integer> swept = new HashSet<>();
        int left = SWEPT_AT_ONCE;
        for (StreamPartition partition : partitions.all()) {
            boolean mayForget = partition.isAtRest();
            while (mayForget && left > 0) {
                StreamState idle = room.idle(partition, forgetting);
                if (idle == null) {
                    break;
                }
                if (idle.n() > 0) {
                    sink.accept(forgotten(idle, Forgotten.Reason.IDLE));
                }
                remove(idle);
                swept.add(partition.number);
                left--;
            }
        }
        return swept;
    }

    /** No transaction is open: streams beyond those that memory has room for go to the store, the quietest first. */
    public void makeRoom() {
        room.make(partitions.all());
    }

    /** Gives a partition up, with all its streams; what was not drained is gone. */
    public void close(int partition) {
        StreamPartition closed = partitions.remove(partition);
        if (closed != null) {
            room.drop(closed);
        }
    }

    /** Streams held, over all partitions. */
    public int size() {
        return room.size();
    }

    /** Those of them for which memory has no room. */
    public int stored() {
        return room.stored();
    }

    /**
     * Takes up a stream as it was written down. The state of another model version is rebuilt from the stream's last points
     * before its next one. Without them, or in another shape, it is of no use: the stream begins anew, with the points that
     * wait for their turn, if there are any.
     *
     * @return whether the state could be used
     */
    public boolean restore(int partition, StreamKey key, StreamSnapshot snapshot) {
        StreamPartition restored = partition(partition);
        room.drop(restored, key);
        Snapshots snapshots = slots.of(key).snapshots();
        boolean usable = snapshots.fits(snapshot) || snapshots.rebuilds(snapshot);
        if (!usable) {
            restored.foreign();
        }
        if (usable || snapshot.order().length > 0) {
            room.take(restored, key, usable ? snapshot : snapshots.waitingOnly(snapshot));
            restored.advance(snapshot.heard()); // the least it was, should nobody know better
            makeRoom();
        }
        return usable;
    }

    /** Forgets a stream as it was written down, without a change. */
    public void forget(int partition, StreamKey key) {
        room.drop(partition(partition), key);
    }

    /** The stream as it would be written down; empty: there is none. */
    public Optional<StreamSnapshot> snapshot(int partition, StreamKey key) {
        return Optional.ofNullable(find(partition, key)).map(slots::snapshot);
    }

    /** Forgets a stream that is there, with all that waits for its turn, because somebody asked for it. */
    public Forgotten reset(int partition, StreamKey key) {
        StreamState stream = find(partition, key);
        Forgotten forgotten = forgotten(stream, Forgotten.Reason.RESET);
        remove(stream);
        return forgotten;
    }

    /**
     * Puts a state in the place of what the stream is, if it is anything; points that wait for their turn are not taken
     * along. Errors: IllegalArgumentException for a state that is not of this model, or holds no numbers to go on with.
     */
    public void put(int partition, StreamKey key, StreamSnapshot given) {
        StreamSnapshot snapshot = given.withoutOrder();
        slots.of(key).snapshots().requireUsable(snapshot);
        StreamState last = find(partition, key);
        if (last != null) {
            remove(last);
        }
        StreamPartition into = partition(partition);
        if (into.time() == Forgetting.NO_TIME) {
            into.advance(snapshot.heard());
        }
        StreamState stream = room.add(into, key);
        slots.of(stream).read(snapshot, stream);
        stream.heard(into.time());
        change(stream);
    }

    /** Whether nothing changed since the changes of all partitions were last drained. */
    public boolean isDrained() {
        return partitions.all().stream().noneMatch(StreamPartition::hasChanges);
    }

    /** Whether the partition's changes should wait no longer: they would become too many to write at once, or for memory. */
    public boolean isPressing(int partition) {
        return room.isCrowded() || partition(partition).bytesOfChanges(slots.bytes()) > MOST_BYTES_OF_CHANGES;
    }

    /** Hands over what changed, in the order in which the streams were last heard of: so they are restored, too. */
    public void drainChanges(int partition, Changes changes) {
        partition(partition).drain(slots::snapshot, changes);
    }

    /**
     * What changed was another model's work the first time: streams are as if that model had left them, to be rebuilt before
     * their next points, or to begin anew. Points that wait for their turn go on waiting.
     *
     * @param tried only those that a canary serves
     */
    public void disown(int partition, boolean tried) {
        for (StreamState stream : partition(partition).changed()) {
            if (tried && !slots.isTried(stream)) {
                continue;
            }
            if (stream.window().length > 0) {
                slots.of(stream).disown(stream);
            } else if (stream.order() != null) {
                slots.clear(stream);
            } else {
                remove(stream);
            }
        }
    }

    /** The stream a point belongs to; a new one has n = 0. */
    StreamState of(int partition, StreamKey key) {
        StreamState stream = find(partition, key);
        if (stream == null) {
            stream = room.add(partition(partition), key);
            slots.of(stream).occupy(stream);
        }
        return stream;
    }

    /** Null: there is none. */
    StreamState find(int partition, StreamKey key) {
        return room.find(partition(partition), key);
    }

    /**
     * A point of the stream came.
     *
     * @param time of the partition
     * @return whether the stream was idle before
     */
    boolean hear(StreamState stream, long time) {
        boolean idle = forgetting.isIdle(stream.heard(), time);
        if (time > stream.heard()) { // else it is a point that waited for its turn
            stream.heard(time);
            partition(stream.partition()).heard(stream);
        }
        return idle;
    }

    /** Whether the point comes too long after the stream's last one to be of the same sequence. */
    boolean isGap(StreamState stream, SequencePoint point) {
        return forgetting.isGap(stream.timestamp(), point.timestamp());
    }

    static Forgotten forgotten(StreamState stream, Forgotten.Reason reason) {
        return new Forgotten(stream.partition(), stream.key(), reason, stream.n(), stream.timestamp());
    }

    /**
     * Another model takes over: the state of each of its streams is to be rebuilt, before the stream's own next point, so that
     * this takes no longer with many streams than with one. Changes must have been drained before.
     *
     * @param next of models fit to {@linkplain StreamTask#whyNotAfter follow}
     */
    void swap(Champion.Reign next) {
        if (!isDrained()) {
            throw new IllegalStateException("swap: expected all changes to be drained");
        }
        slots = slots.successor(next);
        room.use(slots);
    }

    /** Whether the point's stream is to be rebuilt before it can take the point. */
    public boolean isToRebuild(SequencePoint point) {
        if (!slots.isMixed()) {
            return false;
        }
        StreamState stream = find(point.partition(), point.stream());
        return stream != null && stream.n() > 0 && isStale(stream);
    }

    /** Whether the stream's state is another model's. */
    boolean isStale(StreamState stream) {
        return slots.of(stream).isStale(stream);
    }

    /** An empty state for a stale stream. One whose last points are not known begins anew. */
    void renew(StreamState stream) {
        slots.renew(stream);
    }

    void change(StreamState stream) {
        partition(stream.partition()).change(stream);
    }

    /** The stream is as before its first point. */
    void reset(StreamState stream) {
        slots.clear(stream);
        change(stream);
    }

    /** The stream is no more. */
    void remove(StreamState stream) {
        StreamPartition partition = partition(stream.partition());
        partition.gone(stream);
        room.release(partition, stream);
    }

    /** Whether a canary serves the stream. */
    boolean isTried(StreamState stream) {
        return slots.isTried(stream);
    }

    /** Of the champion's streams, then of the canary's, if there is one. */
    List<StateSlab> slabs() {
        return slots.all().stream().map(StateSlots::slab).toList();
    }
}
