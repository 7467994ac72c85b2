package io.millrace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All that a topic holds for a reader of committed records, by key and in order. */
public final class CommittedRecords implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final String topic;
    private final Map<String, List<byte[]>> byKey = new LinkedHashMap<>();
    private final List<byte[]> values = new ArrayList<>();
    private int total;

    public CommittedRecords(String bootstrapServers, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** All values of the topic, each partition's in order, once there are so many. */
    public static List<byte[]> values(Map<String, String> client, String topic, int count) {
        try (CommittedRecords records = new CommittedRecords(client.get("bootstrap.servers"), topic)) {
            long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (records.poll() < count) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(topic + ": expected " + count + " records, found " + records.total);
                }
            }
            return records.values;
        }
    }

    /** Reads on, and returns how many records there have been in all. */
    public int poll() {
        if (consumer.assignment().isEmpty()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                return total; // the topic is still to be made
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record.value());
            values.add(record.value());
            total++;
        }
        return total;
    }

    public Map<String, List<byte[]>> byKey() {
        return byKey;
    }

    public int total() {
        return total;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
