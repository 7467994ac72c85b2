package io.millrace.kafka;

import static io.millrace.kafka.RejectedRecords.ERROR;
import static io.millrace.kafka.RejectedRecords.LEFT_BEHIND;
import static io.millrace.kafka.RejectedRecords.OFFSET;
import static io.millrace.kafka.RejectedRecords.PARTITION;
import static io.millrace.kafka.RejectedRecords.TOPIC;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts rejected records back into the topic they came from: each exactly once however often it runs, in their order, with
 * key, value and headers as they were. What is rejected meanwhile is left to the next time. Marks of a sequence's begin and
 * end were obeyed when the record first came, and are not repeated.
 */
public final class Redrive {
    private static final Set<String> NOT_PUT_BACK =
            Set.of(ERROR, TOPIC, PARTITION, OFFSET, LEFT_BEHIND, RecordReader.SEQUENCE);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /**
     * What was put back, or would be.
     *
     * @param byCode records by their reason's code
     * @param gone records that were too large for the rejected topic and are no longer in the input
     */
    public record Report(Map<String, Long> byCode, long gone) {
        public long records() {
            return byCode.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Map<String, String> client;
    private final String name;

    /**
     * @param client Kafka client properties
     * @param name of the group that remembers what was put back, and of the producer
     */
    public Redrive(Map<String, String> client, String name) {
        this.client = Map.copyOf(client);
        this.name = name;
    }

    /** Everything that was rejected since the last time. Errors: a topic that is not there; Kafka's own. */
    public Report run(String rejectedTopic) {
        try (Producer<byte[], byte[]> producer = producer()) {
            producer.initTransactions(); // from here on no other run commits
            return toEnd(rejectedTopic, producer);
        }
    }

    /** Counts what {@link #run} would put back. */
    public Report count(String rejectedTopic) {
        return toEnd(rejectedTopic, null);
    }

    /** @param producer null: only count */
    private Report toEnd(String rejectedTopic, Producer<byte[], byte[]> producer) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, name);
        try (TopicReader rejected = new TopicReader(properties, rejectedTopic, "rejected records");
                Consumer<byte[], byte[]> originals = TopicReader.consumer(properties)) {
            return new Run(rejected, originals, producer).toEnd();
        }
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE); // the broker took them before
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** One pass from what was committed to the end as it stands now. */
    private static final class Run {
        private final TopicReader rejected;
        private final Consumer<byte[], byte[]> originals;
        private final Producer<byte[], byte[]> producer; // null: only count
        private final Map<String, Long> byCode = new TreeMap<>();
        private long gone;

        Run(TopicReader rejected, Consumer<byte[], byte[]> originals, Producer<byte[], byte[]> producer) {
            this.rejected = rejected;
            this.originals = originals;
            this.producer = producer;
        }

        Report toEnd() {
            while (!rejected.atEnd()) {
                List<ConsumerRecord<byte[], byte[]>> poll = rejected.poll();
                if (producer == null) {
                    poll.forEach(this::putBack);
                } else if (!poll.isEmpty()) {
                    commit(poll);
                }
            }
            return new Report(byCode, gone);
        }

        private void commit(List<ConsumerRecord<byte[], byte[]>> poll) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            producer.beginTransaction();
            for (ConsumerRecord<byte[], byte[]> record : poll) {
                putBack(record);
                offsets.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
            producer.sendOffsetsToTransaction(offsets, rejected.groupMetadata());
            producer.commitTransaction();
        }

        private void putBack(ConsumerRecord<byte[], byte[]> record) {
            ConsumerRecord<byte[], byte[]> original =
                    record.headers().lastHeader(LEFT_BEHIND) == null ? record : leftBehind(record);
            if (original == null) {
                gone++;
                return;
            }
            byCode.merge(code(record), 1L, Long::sum);
            if (producer != null) {
                ProducerRecord<byte[], byte[]> again = new ProducerRecord<>(
                        text(record, TOPIC),
                        Integer.valueOf(text(record, PARTITION)),
                        original.key(),
                        original.value());
                for (Header header : original.headers()) {
                    if (!NOT_PUT_BACK.contains(header.key())) {
                        again.headers().add(header);
                    }
                }
                producer.send(again);
            }
        }

        /** The record where it has stayed, or null where it is no more. */
        private ConsumerRecord<byte[], byte[]> leftBehind(ConsumerRecord<byte[], byte[]> record) {
            TopicPartition partition =
                    new TopicPartition(text(record, TOPIC), Integer.parseInt(text(record, PARTITION)));
            long offset = Long.parseLong(text(record, OFFSET));
            originals.assign(List.of(partition));
            if (originals.beginningOffsets(List.of(partition)).get(partition) > offset) {
                return null;
            }
            originals.seek(partition, offset);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> found : originals.poll(POLL)) {
                    return found.offset() == offset ? found : null;
                }
            }
            throw new TimeoutException(partition + "@" + offset + ": expected the record that was left there");
        }

        private static String code(ConsumerRecord<byte[], byte[]> record) {
            String error = text(record, ERROR);
            return error.substring(0, Math.max(0, error.indexOf(':')));
        }

        private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
            Header found = record.headers().lastHeader(header);
            if (found == null) {
                throw new UnusableTopicException(record.topic() + "-" + record.partition() + "@" + record.offset()
                        + ": expected the header " + header + " of a rejected record, found none");
            }
            return new String(found.value(), StandardCharsets.UTF_8);
        }
    }
}
