package io.millrace.kafka;

import io.millrace.codec.Rejection;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;

/**
 * Records that cannot be used, for the rejected topic: key, value and headers byte for byte, and headers that say why and
 * where from. A record that the rejected topic would not take is represented by those headers alone.
 */
final class RejectedRecords {
    static final String ERROR = "millrace-error";
    static final String TOPIC = "millrace-topic";
    static final String PARTITION = "millrace-partition";
    static final String OFFSET = "millrace-offset";
    /** The record's own size in bytes, where it had to be left behind in the input topic. */
    static final String LEFT_BEHIND = "millrace-left-behind";

    private static final int OUR_HEADERS = 2048;

    private final String topic;
    private final int partitions;
    private final int maxBytes;

    /** @param maxBytes the largest record that the topic takes */
    RejectedRecords(String topic, int partitions, int maxBytes) {
        this.topic = topic;
        this.partitions = partitions;
        this.maxBytes = maxBytes;
    }

    /** {@code millrace-error} reads {@code CODE: detail}. */
    ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
        long size = size(record);
        boolean fits = size + OUR_HEADERS <= maxBytes;
        ProducerRecord<byte[], byte[]> rejected = new ProducerRecord<>(
                topic, record.partition() % partitions, fits ? record.key() : null, fits ? record.value() : null);
        if (fits) {
            record.headers().forEach(rejected.headers()::add);
        } else {
            add(rejected, LEFT_BEHIND, Long.toString(size));
        }
        add(rejected, ERROR, reason + ": " + detail);
        add(rejected, TOPIC, record.topic());
        add(rejected, PARTITION, Integer.toString(record.partition()));
        add(rejected, OFFSET, Long.toString(record.offset()));
        return rejected;
    }

    private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            int value = header.value() == null ? 0 : header.value().length;
            size += Utils.utf8Length(header.key()) + value + 2 * Integer.BYTES;
        }
        return size;
    }
}
