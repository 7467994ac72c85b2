package io.millrace.kafka;

import io.millrace.kafka.SimulatedTransaction.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The transaction coordinator. A producer's epoch rises with its start and with the end of each transaction (KIP-890), and
 * an older epoch is fenced. A decided transaction's markers reach partitions and group one by one, in any order.
 */
final class SimulatedTransactions {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final class Identity {
        int epoch;
        SimulatedTransaction transaction; // null: none yet
    }

    private record LateEnd(String id, int epoch, Decision decision) {}

    private final SimulatedGroup group;
    private final Map<String, Identity> identities = new TreeMap<>();
    private final List<SimulatedTransaction> unfinished = new ArrayList<>();
    private final List<LateEnd> late = new ArrayList<>(); // requests on their way

    SimulatedTransactions(SimulatedGroup group) {
        this.group = group;
    }

    /** A producer of that name begins: its predecessor is fenced, what that left open is aborted. */
    int begin(String id) {
        Identity identity = identities.computeIfAbsent(id, any -> new Identity());
        if (identity.transaction != null) {
            if (identity.transaction.ongoing()) {
                identity.transaction.decide(Decision.ABORT);
            }
            finish(identity.transaction);
        }
        return ++identity.epoch;
    }

    /** Names of those whose transaction is undecided. */
    List<String> openIds() {
        return identities.entrySet().stream()
                .filter(entry -> entry.getValue().transaction != null
                        && entry.getValue().transaction.ongoing())
                .map(Map.Entry::getKey)
                .toList();
    }

    void append(String id, int epoch, SimulatedPartition partition, ProducerRecord<byte[], byte[]> record, long nanos) {
        SimulatedTransaction transaction = ongoing(id, epoch, nanos);
        transaction.partitions.add(partition);
        partition.append(record, nanos / 1_000_000, transaction);
    }

    void offsets(String id, int epoch, Map<Integer, OffsetAndMetadata> offsets, long nanos) {
        SimulatedTransaction transaction = ongoing(id, epoch, nanos);
        transaction.offsets.putAll(offsets);
        group.pending(transaction);
    }

    /** The producer's next epoch. */
    int end(String id, int epoch, Decision decision) {
        Identity identity = requireCurrent(id, epoch);
        SimulatedTransaction transaction = identity.transaction;
        if (transaction == null || !transaction.ongoing()) {
            return epoch; // nothing had been sent
        }
        transaction.decide(decision);
        return ++identity.epoch;
    }

    /** The same, but the request arrives some time later, if it still counts then. */
    void endLate(String id, int epoch, Decision decision) {
        requireCurrent(id, epoch);
        late.add(new LateEnd(id, epoch, decision));
    }

    /** One marker of one decided transaction, or one late request, arrives. */
    void deliver(Random random) {
        if (!late.isEmpty() && random.nextInt(4) == 0) {
            LateEnd end = late.remove(random.nextInt(late.size()));
            if (identities.get(end.id).epoch == end.epoch) {
                end(end.id, end.epoch, end.decision);
            }
            return;
        }
        List<SimulatedTransaction> decided = unfinished.stream()
                .filter(transaction -> !transaction.ongoing())
                .toList();
        if (decided.isEmpty()) {
            return;
        }
        SimulatedTransaction transaction = decided.get(random.nextInt(decided.size()));
        List<SimulatedPartition> partitions = List.copyOf(transaction.partitions);
        int chosen = random.nextInt(partitions.size() + 1);
        if (chosen < partitions.size()) {
            markPartition(transaction, partitions.get(chosen));
        } else {
            group.mark(transaction);
        }
        unfinished.removeIf(SimulatedTransaction::over);
    }

    /** Aborts, and fences, what has been open for too long. */
    void expire(long nanos) {
        for (Identity identity : identities.values()) {
            SimulatedTransaction transaction = identity.transaction;
            if (transaction != null && transaction.ongoing() && nanos - transaction.began > TIMEOUT.toNanos()) {
                transaction.decide(Decision.ABORT);
                identity.epoch++;
            }
        }
    }

    boolean allOver() {
        return unfinished.isEmpty() && late.isEmpty();
    }

    private SimulatedTransaction ongoing(String id, int epoch, long nanos) {
        Identity identity = requireCurrent(id, epoch);
        if (identity.transaction == null || !identity.transaction.ongoing()) {
            if (identity.transaction != null) {
                finish(identity.transaction); // a producer waits for its own last transaction
            }
            identity.transaction = new SimulatedTransaction(nanos);
            unfinished.add(identity.transaction);
        }
        return identity.transaction;
    }

    private void finish(SimulatedTransaction transaction) {
        List.copyOf(transaction.partitions).forEach(partition -> markPartition(transaction, partition));
        group.mark(transaction);
        unfinished.remove(transaction);
    }

    private static void markPartition(SimulatedTransaction transaction, SimulatedPartition partition) {
        partition.mark(transaction);
        transaction.partitions.remove(partition);
    }

    private Identity requireCurrent(String id, int epoch) {
        Identity identity = identities.get(id);
        if (identity.epoch != epoch) {
            throw new ProducerFencedException(id + ": epoch " + epoch + " is fenced by " + identity.epoch);
        }
        return identity;
    }
}
