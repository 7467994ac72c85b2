package io.millrace.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * The committed records of a topic from now on, for whoever takes samples: who reads too slowly goes on at the end, so that
 * what he sees is never old. One thread.
 */
final class TopicTail implements AutoCloseable {
    private static final long MOST_BEHIND = 20_000; // records
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    TopicTail(LoopSettings settings, String topic) {
        consumer = new KafkaLoopClients(settings).reader(IsolationLevel.READ_COMMITTED);
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // else the end is looked for with the first poll
    }

    /** What has come, without waiting. */
    ConsumerRecords<byte[], byte[]> poll() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ZERO);
        long behind = partitions.stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
        if (behind > MOST_BEHIND) {
            consumer.seekToEnd(partitions);
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }
}
