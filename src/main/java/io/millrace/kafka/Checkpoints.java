package io.millrace.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The checkpoint of each partition that is served: up to which offset of the input its written states hold everything, and
 * when they are written next. Those of different partitions are due at different times, so that none has much to write.
 *
 * <p>Where it is not the committed offset itself it is noted with that, in the same transaction.
 */
final class Checkpoints {
    private static final String NOTE = "checkpoint";

    private static final class Checkpoint {
        long offset;
        long due; // nanoseconds
    }

    private final Duration every;
    private final int partitions; // of the input
    private final LoopClock clock;
    private final Map<Integer, Checkpoint> checkpoints = new HashMap<>();

    Checkpoints(Duration every, int partitions, LoopClock clock) {
        this.every = every;
        this.partitions = partitions;
        this.clock = clock;
    }

    /** Where the states stand that belong to what was committed. */
    static long of(OffsetAndMetadata committed) {
        long noted = PartitionNotes.parse(committed.metadata()).get(NOTE).orElse(committed.offset());
        return Math.min(noted, committed.offset());
    }

    /** The partition is served from now on; its written states hold everything up to the offset. */
    void begin(int partition, long offset) {
        Checkpoint checkpoint = new Checkpoint();
        checkpoint.offset = offset;
        checkpoint.due = clock.nanoTime() + every.toNanos() * (partition % partitions + 1) / partitions;
        checkpoints.put(partition, checkpoint);
    }

    void end(int partition) {
        checkpoints.remove(partition);
    }

    /** The partitions that are served. */
    Set<Integer> served() {
        return checkpoints.keySet();
    }

    boolean isDue(int partition) {
        return clock.nanoTime() - checkpoints.get(partition).due >= 0;
    }

    /** What has changed up to the offset is written with the transaction at hand. */
    void written(int partition, long offset) {
        Checkpoint checkpoint = checkpoints.get(partition);
        checkpoint.offset = offset;
        long late = clock.nanoTime() - checkpoint.due;
        if (late >= 0 && !every.isZero()) {
            checkpoint.due += every.toNanos() * (late / every.toNanos() + 1);
        }
    }

    /** The metadata of an offset that is to be committed. */
    String note(int partition, long committed, String metadata) {
        Checkpoint checkpoint = checkpoints.get(partition);
        if (checkpoint.offset >= committed) {
            return metadata;
        }
        PartitionNotes notes = PartitionNotes.parse(metadata);
        notes.put(NOTE, checkpoint.offset);
        return notes.toString();
    }
}
