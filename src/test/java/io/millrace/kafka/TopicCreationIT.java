package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TopicCreationIT {
    private static final int TOPICS = 30;
    private static final int PARTITIONS = 16;
    private static final int BATCHES = 5; // as many as an idempotent producer has on their way

    /** With {@code Admin.createTopics} alone the brokers refuse records of one topic in a few until they are given up. */
    @Test
    void aTopicTakesRecordsFromItsFirstMomentOn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            for (int i = 0; i < TOPICS; i++) {
                String topic = "fresh-" + i;
                TopicCreation.create(admin, new NewTopic(topic, PARTITIONS, (short) 1));
                assertDoesNotThrow(() -> fill(broker, topic), topic);
            }
            NewTopic again = new NewTopic("fresh-0", 1, (short) 1);
            assertThrows(TopicExistsException.class, () -> TopicCreation.create(admin, again));
        }
    }

    private static void fill(EmbeddedBroker broker, String topic) throws Exception {
        Map<String, Object> client = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "batch.size", "0", // a record, a batch
                "request.timeout.ms", "10000",
                "delivery.timeout.ms", "20000");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int batch = 0; batch < BATCHES; batch++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    sent.add(producer.send(new ProducerRecord<>(topic, partition, null, topic.getBytes(UTF_8))));
                }
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }
}
