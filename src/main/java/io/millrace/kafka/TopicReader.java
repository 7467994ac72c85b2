package io.millrace.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic's committed records, up to the end as it stood when the reader was made. One thread. */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;

    /**
     * Begins where the group of the properties stands, or at the topic's beginning. Errors: a topic that is not there.
     *
     * @param what the topic is, for that error
     */
    TopicReader(Map<String, Object> properties, String topic, String what) {
        consumer = consumer(properties);
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnusableTopicException(topic + ": expected the topic of " + what + ", found none");
            }
            consumer.assign(partitions);
            ends = consumer.endOffsets(partitions);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** A consumer of committed records that joins no group and commits nothing by itself. */
    static Consumer<byte[], byte[]> consumer(Map<String, Object> users) {
        Map<String, Object> properties = new HashMap<>(users);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The end of each partition as it stood when the reader was made, by number. */
    Map<Integer, Long> ends() {
        return byNumber(ends);
    }

    /**
     * Goes to the newest records, of each partition the same share; returns from which offset on, by partition.
     *
     * @param since no older than that, milliseconds since 1970; 0: of any age
     */
    Map<Integer, Long> seekToNewest(long atMost, long since) {
        Map<TopicPartition, Long> begins = begins(since);
        Map<TopicPartition, Long> starts = new HashMap<>();
        long all = 0;
        for (TopicPartition partition : ends.keySet()) {
            all += ends.get(partition) - begins.get(partition);
        }
        double share = all <= atMost ? 1 : (double) atMost / all;
        ends.forEach((partition, end) -> {
            long start = end - (long) ((end - begins.get(partition)) * share);
            consumer.seek(partition, start);
            starts.put(partition, start);
        });
        return byNumber(starts);
    }

    private Map<TopicPartition, Long> begins(long since) {
        Map<TopicPartition, Long> begins = new HashMap<>(consumer.beginningOffsets(ends.keySet()));
        if (since > 0) {
            Map<TopicPartition, Long> times = new HashMap<>();
            ends.keySet().forEach(partition -> times.put(partition, since));
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                long end = ends.get(partition);
                begins.put(partition, found == null ? end : Math.min(found.offset(), end));
            });
        }
        return begins;
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byNumber = new HashMap<>();
        offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
        return byNumber;
    }

    boolean atEnd() {
        return ends.keySet().stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition));
    }

    /** The next records, maybe none for the moment. */
    List<ConsumerRecord<byte[], byte[]>> poll() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                records.add(record);
            }
        }
        return records;
    }

    ConsumerGroupMetadata groupMetadata() {
        return consumer.groupMetadata();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
