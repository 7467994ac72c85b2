package io.millrace.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads states back from the compacted topic. A restore advances in small portions, so that the loop keeps polling, and
 * serving its other partitions, however long one takes.
 *
 * <p>It reads committed records up to the high watermark as it stood when the partition was assigned. The last stable offset
 * would not do: the open transaction of a dead predecessor holds it back, and newer committed states lie behind it.
 */
final class StateChangelog implements AutoCloseable {
    /** Takes the states. */
    interface Sink {
        /** @param value null: the stream is forgotten; errors: IllegalArgumentException when it cannot be read */
        void restore(int partition, byte[] key, byte[] value);
    }

    /** Offset of a partition of which all is yet to be read. */
    static final long NOTHING = 0;

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final String topic;
    private final LoopClients clients;
    private final Map<Integer, Long> ends = new HashMap<>(); // of the partitions being restored
    private long all; // offsets of all partitions since nothing was being restored
    private Consumer<byte[], byte[]> reader; // null when nothing is being restored

    StateChangelog(String topic, LoopClients clients) {
        this.topic = topic;
        this.clients = clients;
    }

    /**
     * Begins to restore; no transaction of a predecessor may be able to commit any more.
     *
     * @param read up to where each partition was read already; {@link #NOTHING} of it
     */
    void begin(Map<Integer, Long> read) {
        if (read.isEmpty()) {
            return;
        }
        List<TopicPartition> added = read.keySet().stream().map(this::of).toList();
        if (!restoring()) {
            all = 0;
        }
        try (Consumer<byte[], byte[]> whole = clients.reader(IsolationLevel.READ_UNCOMMITTED)) {
            whole.endOffsets(added).forEach((partition, end) -> {
                long from = read.get(partition.partition());
                if (from > end) {
                    throw new KafkaException(partition + ": expected states up to offset " + from
                            + " at least, as read before, found that the log ends at " + end);
                }
                ends.put(partition.partition(), end);
                all += end - from;
            });
        }
        if (reader == null) {
            reader = clients.reader(IsolationLevel.READ_COMMITTED);
        }
        assignReader();
        read.forEach(this::seek);
    }

    private void seek(int partition, long from) {
        if (from == NOTHING) {
            reader.seekToBeginning(List.of(of(partition)));
        } else {
            reader.seek(of(partition), from);
        }
    }

    /** Gives up on partitions that are no longer ours. */
    void abandon(Collection<Integer> partitions) {
        if (ends.keySet().removeAll(partitions)) {
            assignReader();
        }
    }

    boolean restoring() {
        return !ends.isEmpty();
    }

    /** Share of it that is done, by offsets: 0 to 1. */
    double progress() {
        long left = 0;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            left += Math.max(0, end.getValue() - reader.position(of(end.getKey())));
        }
        return all == 0 ? 1 : 1 - (double) left / all;
    }

    /** Hands over the next states, waiting for them at most that long; returns the partitions that are complete. */
    Set<Integer> advance(Duration atMost, Sink sink) {
        if (!restoring()) {
            return Set.of();
        }
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(atMost)) {
            restore(record, sink);
        }
        Set<Integer> complete = new HashSet<>();
        // The position also passes aborted records and the markers of transactions.
        ends.forEach((partition, end) -> {
            if (reader.position(of(partition)) >= end) {
                complete.add(partition);
            }
        });
        if (!complete.isEmpty()) {
            abandon(complete);
        }
        return complete;
    }

    private static void restore(ConsumerRecord<byte[], byte[]> record, Sink sink) {
        try {
            sink.restore(record.partition(), record.key(), record.value());
        } catch (IllegalArgumentException e) {
            throw new UnusableTopicException(
                    record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close(CloseOptions.timeout(CLOSE));
            reader = null;
        }
        ends.clear();
    }

    private void assignReader() {
        if (ends.isEmpty()) {
            close();
        } else {
            reader.assign(ends.keySet().stream().map(this::of).toList());
        }
    }

    private TopicPartition of(int partition) {
        return new TopicPartition(topic, partition);
    }
}
