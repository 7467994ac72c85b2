package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.Rejection;
import io.millrace.codec.StateFormat;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Champion;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Order;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ModelSwapTest {
    private static final int PARTITION = 3;
    private static final Forgetting NEVER = new Forgetting(Optional.empty(), Optional.empty(), Forgetting.Time.EVENT);

    private static StreamTask task(int version, int replay) {
        return new StreamTask(
                StreamModels.lstm(3, Integer.toString(version), version),
                StreamSettings.next(0, Baseline.CONSTANT_POSITION).withReplay(replay));
    }

    /** A processor that serves, with what came of it. */
    private static final class Served implements StreamProcessor.Output {
        final Champion champion = Champion.of(1, task(1, 4));
        final StreamMailbox mailbox = new StreamMailbox();
        final List<String> predictions = new ArrayList<>();
        final Map<StreamKey, byte[]> states = new HashMap<>();
        final StreamProcessor processor;
        private long offset;

        Served(int room) {
            processor = new PredictionProcessor(
                    champion,
                    Kernels.best(),
                    SequenceRules.of(NEVER),
                    LoopClock.SYSTEM,
                    new PredictionProcessor.Room(
                            room == Integer.MAX_VALUE ? StreamStore.NONE : new StreamsAside(), room),
                    mailbox);
        }

        Served(Champion champion, Duration patience) {
            SequenceRules rules = new SequenceRules(NEVER, Optional.of(new Order(Order.By.TIME, patience, 10)), "");
            processor = new PredictionProcessor(
                    champion,
                    Kernels.best(),
                    rules,
                    LoopClock.SYSTEM,
                    new PredictionProcessor.Room(StreamStore.NONE, Integer.MAX_VALUE),
                    mailbox);
        }

        Served own(String metadata) {
            processor.assigned(PARTITION, metadata);
            processor.restored(PARTITION);
            return this;
        }

        void point(String stream, long timestamp) {
            String value = "[" + Math.sin(timestamp + stream.hashCode()) + "," + timestamp % 7 + "]";
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    "points",
                    PARTITION,
                    offset++,
                    timestamp,
                    TimestampType.CREATE_TIME,
                    -1,
                    -1,
                    StreamKey.of(stream).toBytes(),
                    value.getBytes(UTF_8),
                    new RecordHeaders(),
                    Optional.empty());
            processor.process(List.of(record), this);
        }

        void commit() {
            processor.drainChanges(PARTITION, (partition, key, value) -> states.put(StreamKey.of(key), value));
            processor.betweenTransactions(this);
        }

        @Override
        public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
            predictions.add(new String(value, UTF_8));
        }

        @Override
        public void compared(double error, double baselineError) {}

        @Override
        public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
            throw new AssertionError(reason + ": " + detail);
        }
    }

    @Test
    void aPartitionGoesOnUnderNoOlderModelThanItsNoteSays() {
        Served served = new Served(Integer.MAX_VALUE);
        assertThrows(KafkaException.class, () -> served.own("model=2 time=7"));
        served.champion.offer(2, task(2, 4));
        served.own("model=2 time=7");
        assertEquals("model=2 time=7", served.processor.metadata(PARTITION));
    }

    @Test
    void aModelTakesOverWhenAllThatTheLastOneMadeIsWritten() {
        Served served = new Served(Integer.MAX_VALUE).own("");
        served.point("a", 5);
        served.champion.offer(2, task(2, 4));
        served.processor.betweenTransactions(served);
        String before = served.processor.metadata(PARTITION);
        assertTrue(before.endsWith(" model=1"), before);
        served.commit();
        assertEquals("model=2 time=5", served.processor.metadata(PARTITION));
    }

    @Test
    void streamsThatLeftMemoryBeforeOrAfterASwapAreRebuiltWhenTheyComeBack() {
        Served all = new Served(Integer.MAX_VALUE).own("");
        Served few = new Served(2).own("");
        for (Served served : List.of(all, few)) {
            for (int at = 0; at < 30; at++) {
                served.point("abc".substring(at % 3, at % 3 + 1), at);
                served.commit();
            }
            assertEquals(3, served.processor.streams());
            served.champion.offer(2, task(2, 4));
            served.commit();
            served.point("d", 30); // of the two that are stale in memory, one goes
            served.point("e", 31); // then the other
            served.commit();
            assertEquals(5, served.processor.streams());
            for (String stream : List.of("a", "b", "c", "d", "e", "a", "c")) {
                served.point(stream, 40);
                served.commit();
            }
        }
        assertEquals(3, few.processor.stored());
        assertEquals(all.predictions, few.predictions);
        assertTrue(all.predictions.get(all.predictions.size() - 1).contains("\"n\":12,"), "it went on, not anew");
    }

    @Test
    void aStreamThatAnotherModelLeftIsShownWithoutAState() {
        Served served = new Served(Integer.MAX_VALUE).own("");
        served.point("a", 5);
        served.champion.offer(2, task(2, 4));
        served.commit();
        CompletableFuture<Optional<StreamMailbox.Held>> answer = served.mailbox.find(StreamKey.of("a"));
        served.commit();
        StreamSnapshot shown = answer.join().orElseThrow().snapshot();
        assertEquals("", shown.modelVersion());
        assertEquals(0, shown.state().length);
        assertEquals(1, shown.n());
        assertEquals(2, shown.window().length);
    }

    @Test
    void pointsThatWaitOutliveAStateThatIsOfNoUse() {
        Served before = new Served(Champion.forGood(task(1, 0)), Duration.ofMillis(100)).own("");
        before.point("a", 1000);
        before.point("a", 1150);
        before.commit();
        assertEquals(1, before.predictions.size());
        StreamSnapshot written = StateFormat.read(before.states.get(StreamKey.of("a")));
        assertEquals(1, written.n());
        assertTrue(written.order().length > 0);

        Served after = new Served(Champion.forGood(task(2, 0)), Duration.ofMillis(100));
        after.processor.assigned(PARTITION, before.processor.metadata(PARTITION));
        before.states.forEach((key, value) -> after.processor.restore(PARTITION, key.toBytes(), value));
        after.processor.restored(PARTITION);
        after.point("b", 1300);
        assertEquals(1, after.predictions.size(), "the point that waited");
        String prediction = after.predictions.get(0);
        assertTrue(prediction.startsWith("{\"stream\":\"a\",\"n\":1,\"t\":1150,"), prediction);
        assertTrue(prediction.contains("\"version\":\"2\""), prediction);
    }
}
