package io.millrace.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The changelog as it stands, for whoever looks in from outside: committed states only, nothing is changed. */
public final class StateTopic {
    private static final Duration POLL = Duration.ofMillis(200);

    /** Takes states. */
    public interface Sink {
        /** @param value null: the stream is forgotten; a later one of the same key replaces an earlier one */
        void take(int partition, byte[] key, byte[] value);
    }

    private final Map<String, String> client;
    private final String topic;

    /** @param client Kafka client properties */
    public StateTopic(Map<String, String> client, String topic) {
        this.client = Map.copyOf(client);
        this.topic = topic;
    }

    /** All states up to the end as it stands now. Errors: a topic that is not there; Kafka's own. */
    public void read(Sink sink) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnusableTopicException(topic + ": expected the topic of states, found none");
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    sink.take(record.partition(), record.key(), record.value());
                }
            }
        }
    }
}
