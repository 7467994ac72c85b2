package io.millrace.stream;

import java.util.Collection;

/** Where streams are held: in memory while there is room, the quietest in a store when there is not. */
final class StreamRoom {
    private final StreamStore store;
    private final int most; // streams in memory, as far as those at work allow
    private ServedSlots slots;
    private int held; // streams in memory
    private boolean crowded;

    StreamRoom(StreamStore store, int most, ServedSlots slots) {
        this.store = store;
        this.most = most;
        this.slots = slots;
    }

    /** Another model takes over. */
    void use(ServedSlots next) {
        slots = next;
    }

    /** Streams held. */
    int size() {
        return held + store.size();
    }

    /** Those of them for which memory has no room. */
    int stored() {
        return store.size();
    }

    /** Whether there was no room to be made in memory, as all streams in it have changed. */
    boolean isCrowded() {
        return crowded;
    }

    /** Null: there is none. */
    StreamState find(StreamPartition partition, StreamKey key) {
        StreamState stream = partition.get(key);
        return stream != null
                ? stream
                : store.take(partition.number, key)
                        .map(snapshot -> comeBack(partition, key, snapshot))
                        .orElse(null);
    }

    private StreamState comeBack(StreamPartition partition, StreamKey key, StreamSnapshot snapshot) {
        StreamState stream = take(partition, key, snapshot);
        partition.setBack(stream);
        return stream;
    }

    /** A stream that is not there comes as it was written down. */
    StreamState take(StreamPartition partition, StreamKey key, StreamSnapshot snapshot) {
        StreamState stream = add(partition, key);
        slots.of(stream).read(snapshot, stream);
        stream.written(true);
        return stream;
    }

    /** A stream that is not there, without a state. */
    StreamState add(StreamPartition partition, StreamKey key) {
        held++;
        return partition.add(key);
    }

    /** Of a partition at rest, the stream not heard of for the longest time, if it is idle; null: none. */
    StreamState idle(StreamPartition partition, Forgetting forgetting) {
        StreamState quietest = partition.quietest();
        if (quietest != null && forgetting.isIdle(quietest.heard(), partition.time())) {
            return quietest;
        }
        return store.quietest(partition.number)
                .filter(quiet -> forgetting.isIdle(quiet.heard(), partition.time()))
                .map(quiet -> find(partition, quiet.key()))
                .orElse(null);
    }

    /** Streams beyond those that memory has room for go to the store, the quietest first, of partitions that are not served even before. */
    void make(Collection<StreamPartition> partitions) {
        crowded = false;
        while (held > most) {
            StreamPartition quietest = null;
            for (StreamPartition partition : partitions) {
                boolean mayGo = partition.quietest() != null; // of those that have changed only memory knows
                if (mayGo && (quietest == null || partition.goesBefore(quietest))) {
                    quietest = partition;
                }
            }
            if (quietest == null) {
                crowded = true;
                return;
            }
            StreamState leaves = quietest.quietest();
            store.put(quietest.number, leaves.key(), slots.snapshot(leaves));
            release(quietest, leaves);
        }
    }

    /** The stream is held no longer. */
    void release(StreamPartition partition, StreamState stream) {
        giveUp(stream);
        partition.remove(stream);
    }

    private void giveUp(StreamState stream) {
        held--;
        slots.release(stream);
    }

    /** The stream is held no longer, if it was. */
    void drop(StreamPartition partition, StreamKey key) {
        StreamState stream = partition.get(key);
        if (stream != null) {
            release(partition, stream);
        } else {
            store.take(partition.number, key);
        }
    }

    /** None of the partition's streams is held any longer. */
    void drop(StreamPartition partition) {
        partition.forEach(this::giveUp);
        store.drop(partition.number);
    }
}
