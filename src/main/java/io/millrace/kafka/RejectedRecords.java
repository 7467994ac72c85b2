package io.millrace.kafka;

import io.millrace.codec.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
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
        Header[] own = record.headers().toArray();
        long size = size(record, own);
        boolean fits = size + OUR_HEADERS <= maxBytes;
        List<Header> headers = new ArrayList<>(own.length + 4);
        if (fits) {
            Collections.addAll(headers, own);
        } else {
            headers.add(header(LEFT_BEHIND, Long.toString(size)));
        }
        headers.add(header(ERROR, reason + ": " + detail));
        headers.add(header(TOPIC, record.topic()));
        headers.add(header(PARTITION, Integer.toString(record.partition())));
        headers.add(header(OFFSET, Long.toString(record.offset())));
        return new ProducerRecord<>(
                topic,
                record.partition() % partitions,
                fits ? record.key() : null,
                fits ? record.value() : null,
                headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long size(ConsumerRecord<byte[], byte[]> record, Header[] headers) {
        long size = Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
        for (Header header : headers) {
            int value = header.value() == null ? 0 : header.value().length;
            size += Utils.utf8Length(header.key()) + value + 2 * Integer.BYTES;
        }
        return size;
    }
}
