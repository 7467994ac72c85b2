package io.millrace.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A Kafka cluster in memory, with a clock of its own: topics, the coordinators of transactions and of one group. */
final class SimulatedBroker {
    final TopicNames topics;
    final int partitions; // of each topic
    final SimulatedGroup group;
    final SimulatedTransactions transactions;
    private final Map<TopicPartition, SimulatedPartition> logs = new HashMap<>();
    private long nanos = 1_700_000_000_000_000_000L;

    SimulatedBroker(TopicNames topics, int partitions) {
        this.topics = topics;
        this.partitions = partitions;
        this.group = new SimulatedGroup(partitions);
        this.transactions = new SimulatedTransactions(group);
    }

    long nanos() {
        return nanos;
    }

    /** A clock that says the broker's time, or a little more. */
    LoopClock clock(int aheadMillis) {
        return new LoopClock() {
            @Override
            public long nanoTime() {
                return nanos;
            }

            @Override
            public long millis() {
                return nanos / 1_000_000 + aheadMillis;
            }

            @Override
            public void pause(Duration duration, CountDownLatch stopped) {}
        };
    }

    /** Time passes, and with it the patience of coordinators. */
    void pass(long passing) {
        nanos += passing;
        transactions.expire(nanos);
        group.expire(nanos);
    }

    SimulatedPartition log(TopicPartition name) {
        return logs.computeIfAbsent(name, SimulatedPartition::new);
    }

    SimulatedPartition log(String topic, int partition) {
        return log(new TopicPartition(topic, partition));
    }

    List<SimulatedPartition> logs(String topic) {
        List<SimulatedPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(log(topic, partition));
        }
        return all;
    }

    void compactStates(Random random) {
        log(topics.states(), random.nextInt(partitions)).compact(random.nextInt(4));
    }

    /** Whether every point has been consumed by a transaction that is over. */
    boolean settled() {
        for (int partition = 0; partition < partitions; partition++) {
            OffsetAndMetadata committed = group.committed(partition);
            long from = committed == null ? 0 : committed.offset();
            if (!log(topics.input(), partition).read(from, 1, true).records().isEmpty()) {
                return false;
            }
        }
        return transactions.allOver();
    }
}
