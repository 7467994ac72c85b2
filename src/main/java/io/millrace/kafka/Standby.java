package io.millrace.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the states of the partitions that others own, as they commit them, so that little is left to read when one of the
 * partitions becomes ours. Nothing else is done with these states; they are worth what a restore up to here would be.
 */
final class Standby implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Standby.class);

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final String topic;
    private final Set<Integer> all; // partitions
    private final LoopClients clients;
    private final StreamProcessor processor;
    private final LoopObserver observer;
    private final Set<Integer> unreadable = new HashSet<>();
    private Set<Integer> followed = Set.of();
    private Consumer<byte[], byte[]> reader; // null before there is anything to follow
    private long behind; // states, as far as the reader knows

    Standby(String topic, int partitions, LoopClients clients, StreamProcessor processor, LoopObserver observer) {
        this.topic = topic;
        this.all = IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet());
        this.clients = clients;
        this.processor = processor;
        this.observer = observer;
    }

    /** Whether there is more to be read. */
    boolean isBehind() {
        return behind > 0;
    }

    /**
     * Takes some of what has been written, without waiting for it.
     *
     * @return how much
     */
    int follow(Set<TopicPartition> owned) {
        Set<Integer> others = new HashSet<>(all);
        owned.forEach(partition -> others.remove(partition.partition()));
        others.removeAll(unreadable);
        assign(others);
        int taken = 0;
        if (!followed.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ZERO)) {
                take(record);
                taken++;
            }
        }
        behind = lag();
        observer.standby(behind);
        return taken;
    }

    private void assign(Set<Integer> partitions) {
        if (!partitions.equals(followed)) {
            if (reader == null) {
                reader = clients.follower();
            }
            reader.assign(partitions.stream().map(this::of).toList());
            followed = Set.copyOf(partitions);
        }
        List<TopicPartition> begun =
                partitions.stream().filter(processor::standBy).map(this::of).toList();
        if (!begun.isEmpty()) {
            reader.seekToBeginning(begun);
        }
    }

    /** What cannot be read is a matter for whoever owns the partition, until that is us. */
    private void take(ConsumerRecord<byte[], byte[]> record) {
        int partition = record.partition();
        if (unreadable.contains(partition)) {
            return;
        }
        try {
            processor.restore(partition, record.key(), record.value());
        } catch (IllegalArgumentException e) {
            log.warn("{}: does not stand by any longer: {}", of(partition) + "@" + record.offset(), e.getMessage());
            unreadable.add(partition);
            processor.revoked(partition);
        }
    }

    /** Up to where the partition's states were taken, of one that is followed. */
    long position(int partition) {
        return reader.position(of(partition));
    }

    /** Of a partition of which nothing was heard yet: one. */
    private long lag() {
        return followed.stream()
                .mapToLong(partition -> reader.currentLag(of(partition)).orElse(1))
                .sum();
    }

    private TopicPartition of(int partition) {
        return new TopicPartition(topic, partition);
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close(CloseOptions.timeout(CLOSE));
        }
    }
}
