package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The one place of a model's retrainer among all instances: the models topic has one partition, and whom the group gives it
 * to has the place. The group's offsets of the input say how far has been learned; they move in the same transaction that
 * publishes a model, so no data are learned twice and no model comes of a retrainer that has lost its place.
 */
public final class RetrainerSeat implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final LoopSettings settings;
    private final String modelsTopic;
    private final String eventsTopic;
    private final String model;
    private final int keep;
    private final ClientProperties properties;
    private final Consumer<byte[], byte[]> member;
    private Producer<byte[], byte[]> producer; // null without the place
    private ModelRecords records;

    /**
     * Joins the group.
     *
     * @param settings of a group for this alone; the instance's name is the same in every process
     * @param keep versions of the model
     * @param longestTraining between two calls of {@link #held}
     */
    public RetrainerSeat(
            LoopSettings settings,
            String modelsTopic,
            String eventsTopic,
            String model,
            int keep,
            Duration longestTraining) {
        this.settings = settings;
        this.modelsTopic = modelsTopic;
        this.eventsTopic = eventsTopic;
        this.model = model;
        this.keep = keep;
        properties = new ClientProperties(settings);
        Map<String, Object> consumer = properties.reader(IsolationLevel.READ_COMMITTED);
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        consumer.put(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                Long.toString(longestTraining.plusMinutes(5).toMillis()));
        member = new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        member.subscribe(List.of(modelsTopic));
    }

    /** Whether the place is ours, after waiting a little. */
    public boolean held() {
        member.poll(POLL);
        boolean held = !member.assignment().isEmpty();
        if (held) {
            member.pause(member.assignment());
        }
        if (held && producer == null) {
            open();
        } else if (!held) {
            closeProducer();
        }
        return held;
    }

    private void open() {
        int maxBytes;
        try (Admin admin = Admin.create(properties.admin())) {
            ModelTopics.prepareEvents(admin, eventsTopic, settings.replication());
            maxBytes = ModelTopics.maxBytes(admin, modelsTopic);
        }
        records = new ModelRecords(modelsTopic, maxBytes);
        producer = new KafkaProducer<>(
                properties.producer(maxBytes), new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions(); // whoever had the place before cannot publish any more
    }

    /** How far the input has been learned, by partition; one that is missing has not been. */
    public Map<Integer, Long> learned() {
        Map<Integer, Long> learned = new HashMap<>();
        String input = settings.topics().input();
        member.committed(member.partitionsFor(input).stream()
                        .map(info -> new TopicPartition(input, info.partition()))
                        .collect(Collectors.toSet()))
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        learned.put(partition.partition(), offset.offset());
                    }
                });
        return learned;
    }

    /**
     * What came of a training: all of it holds, or nothing.
     *
     * @param published empty: the challenger was refused
     * @param learned how far the input has been learned now, by partition
     * @param event JSON, for the events topic
     */
    public void conclude(
            Optional<PublishedModel> published, ModelFollower follower, Map<Integer, Long> learned, String event) {
        producer.beginTransaction();
        try {
            published.ifPresent(next -> {
                records.of(next).forEach(producer::send);
                records.without(follower.beyond(keep - 1)).forEach(producer::send);
                records.without(next.isCanary() ? List.of() : follower.canaries())
                        .forEach(producer::send);
            });
            producer.send(new ProducerRecord<>(eventsTopic, model.getBytes(UTF_8), event.getBytes(UTF_8)));
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            learned.forEach((partition, offset) -> offsets.put(
                    new TopicPartition(settings.topics().input(), partition), new OffsetAndMetadata(offset)));
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, member.groupMetadata());
            }
            producer.commitTransaction();
        } catch (RuntimeException e) {
            closeProducer(); // aborts; the next one begins anew
            throw BrokerAnswer.behind(e);
        }
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(CLOSE);
            producer = null;
        }
    }

    @Override
    public void close() {
        closeProducer();
        member.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    }
}
