package io.millrace.kafka;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** One transaction as its coordinator sees it: ongoing, then decided; over when every marker has been written. */
final class SimulatedTransaction {
    enum Decision {
        NONE,
        COMMIT,
        ABORT
    }

    final long began; // nanoseconds
    final Set<SimulatedPartition> partitions = new LinkedHashSet<>(); // still without a marker
    final Map<Integer, OffsetAndMetadata> offsets =
            new HashMap<>(); // of the input's partitions, until the group has its marker
    private Decision decision = Decision.NONE;

    SimulatedTransaction(long began) {
        this.began = began;
    }

    void decide(Decision decided) {
        decision = decided;
    }

    boolean ongoing() {
        return decision == Decision.NONE;
    }

    boolean committed() {
        return decision == Decision.COMMIT;
    }

    boolean over() {
        return !ongoing() && partitions.isEmpty() && offsets.isEmpty();
    }
}
