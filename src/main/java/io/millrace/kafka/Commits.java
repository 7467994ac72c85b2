package io.millrace.kafka;

import java.time.Duration;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** When a session commits, and what it adds to the results: the states that are due, and where each partition stands. */
final class Commits {
    private static final Duration IDLE = Duration.ofMillis(100);
    /** Longer than the heartbeats by which the others learn of a rebalance, shorter than a transaction may live. */
    private static final Duration REJOIN_PATIENCE = Duration.ofSeconds(3);

    private final Duration every;
    private final Consumer<?, ?> member;
    private final StreamProcessor processor;
    private final Transaction transaction;
    private final Checkpoints checkpoints;
    private final IntToLongFunction processed;
    private boolean rejoining; // the group: a commit would probably be refused

    /** @param processed up to which offset all of a partition has been processed */
    Commits(
            Duration every,
            Consumer<?, ?> member,
            StreamProcessor processor,
            Transaction transaction,
            Checkpoints checkpoints,
            IntToLongFunction processed) {
        this.every = every;
        this.member = member;
        this.processor = processor;
        this.transaction = transaction;
        this.checkpoints = checkpoints;
        this.processed = processed;
    }

    /** How many records the transaction may still take. While the group moves it goes on, as it cannot be committed. */
    int room() {
        return rejoining ? Integer.MAX_VALUE : transaction.room();
    }

    boolean isDue() {
        if (transaction.isOpen()) {
            return room() <= 0 || transaction.age().compareTo(rejoining ? REJOIN_PATIENCE : every) >= 0;
        }
        return !rejoining && checkpoints.served().stream().anyMatch(p -> processor.hasChanges(p) && needsCheckpoint(p));
    }

    /** How long the next records may be waited for, with other things to do after so long. */
    Duration patience(Duration longest) {
        Duration own = transaction.isOpen() && !rejoining ? every.minus(transaction.age()) : IDLE;
        Duration least = own.compareTo(longest) < 0 ? own : longest;
        return least.isNegative() ? Duration.ZERO : least;
    }

    /** The member is about to rejoin its group, which refuses commits until it has. */
    void rejoining() {
        if (!rejoining) { // a second attempt comes with the generation already changed
            commit(Set.of());
            rejoining = true;
        }
    }

    void rejoined() {
        rejoining = false;
    }

    /**
     * Commits what there is. States are written of partitions whose checkpoint is due; of those where nothing changed the
     * checkpoint moves on without a word.
     *
     * @param left partitions whose states are written in any case, as others may take them over
     */
    void commit(Set<Integer> left) {
        for (int partition : checkpoints.served()) {
            if (left.contains(partition) || !processor.hasChanges(partition) || needsCheckpoint(partition)) {
                processor.drainChanges(partition, transaction::state);
                checkpoints.written(partition, processed.applyAsLong(partition));
            }
        }
        if (transaction.isOpen()) {
            transaction.commit(member.groupMetadata(), this::position, this::notes);
        }
    }

    private boolean needsCheckpoint(int partition) {
        return checkpoints.isDue(partition) || processor.needsCheckpoint(partition);
    }

    private OffsetAndMetadata position(int partition) {
        return new OffsetAndMetadata(processed.applyAsLong(partition));
    }

    private String notes(int partition, long offset) {
        return checkpoints.note(partition, offset, processor.metadata(partition));
    }
}
