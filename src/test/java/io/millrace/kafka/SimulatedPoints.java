package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.kafka.SimulatedTransaction.Decision;
import io.millrace.stream.StreamKey;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Those who write to the input: points of a few streams, marks, records that cannot be used, transactions that abort. */
final class SimulatedPoints {
    static final int STREAMS = 5;

    static StreamKey key(int stream) {
        return StreamKey.of("s" + stream);
    }

    private final SimulatedBroker broker;
    private final Random random;
    private final boolean numbered;
    private final int[] numbers = new int[STREAMS]; // next ones
    private final int late; // milliseconds, the most by which a record's timestamp is behind
    private long time = 1_600_000_000_000L; // of records, apart from the broker's

    /** @param numbered whether points bear their number in their stream */
    SimulatedPoints(SimulatedBroker broker, Random random, boolean numbered) {
        this.numbered = numbered;
        this.broker = broker;
        this.random = random;
        this.late = random.nextBoolean() ? 1 : 2000;
    }

    void append() {
        int partition = random.nextInt(broker.partitions);
        if (random.nextInt(20) > 0) {
            append(record(random.nextInt(STREAMS)), null);
            return;
        }
        SimulatedTransaction transaction = new SimulatedTransaction(broker.nanos());
        transaction.decide(random.nextBoolean() ? Decision.COMMIT : Decision.ABORT);
        int stream = streamOf(partition);
        for (int i = random.nextInt(3); i >= 0; i--) {
            append(record(stream), transaction);
        }
        log(stream).mark(transaction);
    }

    /** A good point of every stream. */
    void appendEvery() {
        for (int stream = 0; stream < STREAMS; stream++) {
            append(record(stream, point(stream)), null);
        }
    }

    private void append(ProducerRecord<byte[], byte[]> record, SimulatedTransaction transaction) {
        broker.log(record.topic(), record.partition()).append(record, 0, transaction);
    }

    private SimulatedPartition log(int stream) {
        return broker.log(broker.topics.input(), stream % broker.partitions);
    }

    private int streamOf(int partition) {
        return Math.min(partition, STREAMS - 1);
    }

    private ProducerRecord<byte[], byte[]> record(int stream) {
        ProducerRecord<byte[], byte[]> record =
                switch (random.nextInt(25)) {
                    case 0 -> record(stream, null);
                    case 1 -> record(stream, "{\"x\":1}".getBytes(UTF_8));
                    case 2 ->
                        new ProducerRecord<>(
                                broker.topics.input(), stream % broker.partitions, timestamp(), null, point(stream));
                    default -> record(stream, point(stream));
                };
        if (random.nextInt(25) == 0) {
            record.headers().add("sequence", (random.nextBoolean() ? "start" : "end").getBytes(UTF_8));
        }
        return record;
    }

    private ProducerRecord<byte[], byte[]> record(int stream, byte[] value) {
        return new ProducerRecord<>(
                broker.topics.input(),
                stream % broker.partitions,
                timestamp(),
                key(stream).toBytes(),
                value);
    }

    /** Mostly near the last one's, sometimes after a while in which nothing came. */
    private long timestamp() {
        time += random.nextInt(30) == 0 ? random.nextInt(3000) : random.nextInt(20);
        return random.nextInt(4) == 0 ? time - random.nextInt(late) : time;
    }

    private byte[] point(int stream) {
        String number = numbered ? "," + number(stream) : "";
        return ("[" + random.nextInt(100) * 0.1 + "," + random.nextInt(100) + number + "]").getBytes(UTF_8);
    }

    /** Mostly the next, sometimes one too early, one again, or one that was left out. */
    private int number(int stream) {
        return switch (random.nextInt(8)) {
            case 0 -> numbers[stream] - 1 - random.nextInt(4);
            case 1 -> numbers[stream]++ + 1;
            case 2 -> numbers[stream] += 2;
            default -> numbers[stream]++;
        };
    }
}
