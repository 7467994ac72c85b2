package io.millrace.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The changelog as it stands, for whoever comes from outside: committed states; changes only where no service runs. */
public final class StateTopic {
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

    /**
     * Puts a state in the place of what is there. Errors: {@link IllegalStateException} where the group has members, which
     * hold their states themselves, or was not stopped in order, so that its states are older than what it has read.
     *
     * @param partition empty: by the key, as Kafka's producers do it
     */
    public void put(String group, OptionalInt partition, byte[] key, byte[] value) {
        try (Admin admin = Admin.create(new HashMap<>(client))) {
            requireAtRest(admin, group);
        }
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            Integer number = partition.isPresent() ? partition.getAsInt() : null;
            BrokerAnswer.of(producer.send(new ProducerRecord<>(topic, number, key, value)));
        }
    }

    private static void requireAtRest(Admin admin, String group) {
        int members = BrokerAnswer.of(admin.describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group))
                .members()
                .size();
        if (members > 0) {
            throw new IllegalStateException(group + ": expected a group at rest, found " + members
                    + " members; stop the service, or ask it on its management port");
        }
        BrokerAnswer.of(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((input, committed) -> requireWhole(group, committed));
    }

    private static void requireWhole(String group, OffsetAndMetadata committed) {
        if (committed != null && Checkpoints.of(committed) < committed.offset()) {
            throw new IllegalStateException(group + ": expected states up to offset " + committed.offset()
                    + ", found them up to " + Checkpoints.of(committed)
                    + ": the service was killed; start it and stop it once");
        }
    }

    /** All states up to the end as it stands now. Errors: a topic that is not there; Kafka's own. */
    public void read(Sink sink) {
        try (TopicReader reader = new TopicReader(new HashMap<>(client), topic, "states")) {
            while (!reader.atEnd()) {
                reader.poll().forEach(record -> sink.take(record.partition(), record.key(), record.value()));
            }
        }
    }
}
