package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionTest {
    private static final TopicNames TOPICS = new TopicNames("in", "out", "rejected", "states");
    private static final ConsumerGroupMetadata GROUP =
            new ConsumerGroupMetadata("g", 1, "member", Optional.of("instance"));

    private static final class StandingClock implements LoopClock {
        long nanos;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long millis() {
            return 5000;
        }

        @Override
        public void pause(Duration duration, CountDownLatch stopped) {}
    }

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final StandingClock clock = new StandingClock();
    private final List<String> told = new ArrayList<>();
    private Transaction transaction;

    @BeforeEach
    void begin() {
        producer.initTransactions();
        transaction = transaction(producer);
    }

    private Transaction transaction(Producer<byte[], byte[]> with) {
        LoopObserver observer = new LoopObserver() {
            @Override
            public void committed(Commit commit) {
                told.add(commit.toString());
            }

            @Override
            public void rejected(String code, int records) {
                told.add(code + " " + records);
            }

            @Override
            public void delivered(Duration delay) {
                told.add(delay.toString());
            }
        };
        Topics.Layout layout = new Topics.Layout(4, 2, 5000, 6000, 7000);
        return new Transaction(
                with, TOPICS, layout, clock, observer, new Portion("a", 256).within(Duration.ofSeconds(10)));
    }

    private static ConsumerRecord<byte[], byte[]> input(int partition, long offset, long timestamp, byte[] value) {
        byte[] key = "k".getBytes(UTF_8);
        return new ConsumerRecord<>(
                "in",
                partition,
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    @Test
    void aTransactionBeginsWithItsFirstRecordAndCommitsTheOffsetsOfTheRecordsProcessed() {
        assertFalse(transaction.isOpen());
        ConsumerRecord<byte[], byte[]> point = input(3, 41, 4000, new byte[] {1});
        transaction.consume(point);
        assertTrue(transaction.isOpen());
        transaction.predicted(point, new byte[] {2});
        transaction.state(3, point.key(), new byte[] {3});
        assertTrue(producer.history().isEmpty(), "nothing is visible before the commit");
        transaction.commit(GROUP, partition -> new OffsetAndMetadata(7), (partition, offset) -> "of " + partition);
        assertEquals(
                List.of("out-3", "states-3"),
                producer.history().stream()
                        .map(record -> record.topic() + "-" + record.partition())
                        .toList());
        Map<TopicPartition, OffsetAndMetadata> offsets =
                producer.consumerGroupOffsetsHistory().get(0).get("g");
        assertEquals(42, offsets.get(new TopicPartition("in", 3)).offset());
        assertFalse(transaction.isOpen());
    }

    @Test
    void theObserverLearnsWhatIsDurableAndOnlyThat() {
        transaction.consume(input(0, 1, 4990, new byte[0]));
        transaction.predicted(input(0, 1, 4990, new byte[0]), new byte[10]);
        transaction.compared(1, 2);
        transaction.abort();
        assertEquals(List.of(), told);
        transaction.consume(input(0, 1, 4990, new byte[0]));
        transaction.consume(input(0, 2, -1, new byte[0]));
        transaction.compared(3, 4);
        transaction.rejected(input(0, 2, -1, new byte[0]), Rejection.NOT_JSON, "why");
        clock.nanos += 7_000_000;
        transaction.commit(GROUP, partition -> new OffsetAndMetadata(7), (partition, offset) -> "of " + partition);
        assertEquals(
                List.of(
                        "Commit[points=2, predictions=0, rejected=1, states=0, bytes=1, compared=1, errorSum=3.0, "
                                + "baselineErrorSum=4.0, took=PT0.007S]",
                        "NOT_JSON 1",
                        "PT0.01S"),
                told);
    }

    @Test
    void aRejectedRecordKeepsItsBytesAndHeadersAndSaysWhy() {
        ConsumerRecord<byte[], byte[]> bad = input(3, 7, 0, new byte[] {9, 8});
        bad.headers().add("mine", new byte[] {1}).add("none", null).add("millrace-error", new byte[] {2});
        transaction.rejected(bad, Rejection.NOT_JSON, "why");
        transaction.commit(GROUP, partition -> new OffsetAndMetadata(7), (partition, offset) -> "of " + partition);
        ProducerRecord<byte[], byte[]> rejected = producer.history().get(0);
        assertEquals("rejected", rejected.topic());
        assertEquals(1, rejected.partition(), "3 modulo the rejected topic's 2 partitions");
        assertArrayEquals(bad.key(), rejected.key());
        assertArrayEquals(bad.value(), rejected.value());
        assertArrayEquals(new byte[] {1}, rejected.headers().toArray()[0].value());
        assertNull(rejected.headers().toArray()[1].value());
        assertArrayEquals(new byte[] {2}, rejected.headers().toArray()[2].value());
        assertEquals("NOT_JSON: why", header(rejected, "millrace-error"));
        assertEquals("in", header(rejected, "millrace-topic"));
        assertEquals("3", header(rejected, "millrace-partition"));
        assertEquals("7", header(rejected, "millrace-offset"));
    }

    @Test
    void aRejectedRecordThatIsTooLargeForItsTopicIsNamedOnly() {
        ConsumerRecord<byte[], byte[]> bad = input(0, 7, 0, new byte[3000]);
        bad.headers().add("large", new byte[1000]);
        transaction.rejected(bad, Rejection.TOO_LARGE, "why");
        transaction.commit(GROUP, partition -> new OffsetAndMetadata(7), (partition, offset) -> "of " + partition);
        ProducerRecord<byte[], byte[]> rejected = producer.history().get(0);
        assertNull(rejected.value());
        assertNull(rejected.headers().lastHeader("large"));
        assertEquals("4014", header(rejected, "millrace-left-behind"));
        assertEquals("7", header(rejected, "millrace-offset"));
    }

    @Test
    void anOutputThatItsTopicCannotTakeEndsTheLoopInsteadOfFailingForEver() {
        ConsumerRecord<byte[], byte[]> point = input(0, 1, 0, new byte[0]);
        String output = assertThrows(UnusableTopicException.class, () -> transaction.predicted(point, new byte[2500]))
                .getMessage();
        assertEquals(
                "out: expected max.message.bytes of at least 6085, found 5000; raise it or use fewer predictions ahead",
                output);
        assertThrows(UnusableTopicException.class, () -> transaction.state(0, point.key(), new byte[4500]));
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void aSendThatFailedAtOnceIsTheLast() {
        int[] sent = {0};
        Producer<byte[], byte[]> away =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                        sent[0]++;
                        return CompletableFuture.failedFuture(new TimeoutException("no metadata"));
                    }
                };
        away.initTransactions();
        Transaction states = transaction(away);
        List<byte[]> keys = List.of(new byte[1], new byte[2]);
        assertThrows(TimeoutException.class, () -> keys.forEach(key -> states.state(0, key, new byte[1])));
        assertEquals(1, sent[0]);
    }
}
