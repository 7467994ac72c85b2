package io.millrace.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * An input record that waits for its turn, as bytes within its stream's state: topic, offset, timestamp, value and headers.
 * Partition and key are the stream's.
 */
final class HeldRecord {
    private static final int NULL = -1;

    private HeldRecord() {}

    static byte[] write(ConsumerRecord<byte[], byte[]> record) {
        byte[] topic = record.topic().getBytes(StandardCharsets.UTF_8);
        int size = 2 * Long.BYTES + 3 * Integer.BYTES + topic.length + length(record.value());
        for (Header header : record.headers()) {
            size += 2 * Integer.BYTES + name(header).length + length(header.value());
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(record.offset()).putLong(record.timestamp());
        put(out, topic);
        put(out, record.value());
        out.putInt(record.headers().toArray().length);
        for (Header header : record.headers()) {
            put(out, name(header));
            put(out, header.value());
        }
        return out.array();
    }

    static ConsumerRecord<byte[], byte[]> read(int partition, byte[] key, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long offset = in.getLong();
        long timestamp = in.getLong();
        String topic = new String(get(in), StandardCharsets.UTF_8);
        byte[] value = get(in);
        RecordHeaders headers = new RecordHeaders();
        for (int count = in.getInt(); count > 0; count--) {
            headers.add(new String(get(in), StandardCharsets.UTF_8), get(in));
        }
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                key.length,
                length(value),
                key,
                value,
                headers,
                Optional.empty());
    }

    private static byte[] name(Header header) {
        return header.key().getBytes(StandardCharsets.UTF_8);
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void put(ByteBuffer out, byte[] bytes) {
        if (bytes == null) {
            out.putInt(NULL);
        } else {
            out.putInt(bytes.length).put(bytes);
        }
    }

    private static byte[] get(ByteBuffer in) {
        int length = in.getInt();
        if (length == NULL) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
