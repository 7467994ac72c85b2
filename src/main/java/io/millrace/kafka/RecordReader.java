package io.millrace.kafka;

import io.millrace.codec.Rejection;
import io.millrace.codec.ValueDecoder;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads what a record brings to its stream, or rejects it.
 *
 * <p>The header {@code sequence} marks where sequences begin ({@code start}: forget first) and end ({@code end}, or no value
 * at all: forget afterwards). A mark holds even when its record's point is rejected; any other text there means nothing.
 */
final class RecordReader {
    static final String SEQUENCE = "sequence";
    private static final int LONGEST_MARK = 5;
    private static final double[] NO_POINT = {};

    private final ValueDecoder decoder;
    private final boolean recordsAreSequences;

    /** @param recordsAreSequences whether every record begins and ends one */
    RecordReader(ValueDecoder decoder, boolean recordsAreSequences) {
        this.decoder = decoder;
        this.recordsAreSequences = recordsAreSequences;
    }

    /**
     * The record's point, its mark alone where the point is rejected, or null where that leaves nothing.
     *
     * @param time of the partition
     */
    SequencePoint read(ConsumerRecord<byte[], byte[]> record, long time, StreamProcessor.Output output) {
        byte[] key = record.key();
        if (key == null) {
            output.rejected(record, Rejection.NO_KEY, "expected the stream's name as the key, found none");
            return null;
        }
        if (key.length > PredictionProcessor.MAX_KEY_BYTES) {
            String found =
                    "expected a key of at most " + PredictionProcessor.MAX_KEY_BYTES + " bytes, found " + key.length;
            output.rejected(record, Rejection.TOO_LARGE, found);
            return null;
        }
        String mark = mark(record);
        boolean begins = mark.equals("start");
        boolean ends = mark.equals("end") || record.value() == null;
        boolean markAlone = record.value() == null || record.value().length == 0 && (begins || ends);
        double[] values = markAlone ? NO_POINT : values(record, output);
        if (values.length == 0 && !begins && !ends) {
            return null;
        }
        return new SequencePoint(
                record.partition(),
                record.offset(),
                StreamKey.wrap(key),
                record.timestamp(),
                time,
                values,
                begins || recordsAreSequences,
                ends || recordsAreSequences);
    }

    private double[] values(ConsumerRecord<byte[], byte[]> record, StreamProcessor.Output output) {
        double[] values = decoder.decode(record.value(), (reason, detail) -> output.rejected(record, reason, detail));
        return values == null ? NO_POINT : values;
    }

    /** Empty where there is none, or one that is too long to mean anything. */
    static String mark(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(SEQUENCE);
        boolean may = header != null && header.value() != null && header.value().length <= LONGEST_MARK;
        return may ? new String(header.value(), StandardCharsets.ISO_8859_1) : "";
    }
}
