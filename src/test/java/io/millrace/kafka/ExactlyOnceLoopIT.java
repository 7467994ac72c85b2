package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.StreamModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
@Timeout(120)
class ExactlyOnceLoopIT {
    private static final int STREAMS = 100;

    private Millrun mill;

    @BeforeEach
    void begin(EmbeddedBroker broker) {
        mill = new Millrun(broker, StreamModels.lstm(8, "1"));
    }

    @AfterEach
    void end() {
        mill.close();
    }

    @Test
    void aHundredStreamsGetOnePredictionPerPointInOrder() throws Exception {
        Millrun.Told told = new Millrun.Told();
        ExactlyOnceLoop loop = mill.start("a", mill::processor, told);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 30);
        await().atMost(Millrun.PATIENCE).until(loop::ready);
        mill.send(points);
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        await().atMost(Millrun.PATIENCE)
                .until(() -> told.commits.stream()
                                .mapToLong(LoopObserver.Commit::predictions)
                                .sum()
                        == points.size());
        assertEquals(
                points.size() - STREAMS,
                told.commits.stream().mapToLong(LoopObserver.Commit::compared).sum());
        assertEquals(STREAMS, told.streams);
        Map<String, Integer> partitions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> point : mill.readAll(mill.topics.input())) {
            partitions.put(new String(point.key(), UTF_8), point.partition());
        }
        for (ConsumerRecord<byte[], byte[]> prediction : mill.readAll(mill.topics.output())) {
            assertEquals(partitions.get(new String(prediction.key(), UTF_8)), prediction.partition());
        }
    }

    @Test
    void badRecordsAreRejectedByteForByteAndStreamsBesideGoOn() throws Exception {
        mill.createTopic(mill.topics.input(), 2, Map.of("max.message.bytes", "3000000"));
        Millrun.Told told = new Millrun.Told();
        mill.start("a", mill::processor, told);
        List<ProducerRecord<byte[], byte[]>> before = mill.points(10, 0, 5);
        List<ProducerRecord<byte[], byte[]>> after = mill.points(10, 5, 10);
        byte[] garbage = new byte[2_000_000];
        new Random(1).nextBytes(garbage);
        List<ProducerRecord<byte[], byte[]>> bad = List.of(
                mill.record("s1", "hello"),
                mill.record("s2", "{\"x\":1}"),
                mill.record("s3", "{\"x\":1,\"y\":\"2\"}"),
                mill.record("s4", "{\"x\":1,\"y\":NaN}"),
                mill.record("s5", "[1,2,3]"),
                new ProducerRecord<>(mill.topics.input(), null, "{\"x\":1,\"y\":2}".getBytes(UTF_8)),
                new ProducerRecord<>(mill.topics.input(), "s6".getBytes(UTF_8), garbage),
                mill.record("s7", "{\"x\":1e300,\"y\":2}"),
                mill.record("k".repeat(1025), "{\"x\":1,\"y\":2}"));
        bad.forEach(record -> record.headers().add("h", new byte[] {0, -1}).add("h", null));
        mill.send(before);
        mill.send(bad);
        mill.send(after);

        List<ProducerRecord<byte[], byte[]>> good = new ArrayList<>(before);
        good.addAll(after);
        assertEquals(mill.reference(good), mill.predictions(good.size()));
        List<ConsumerRecord<byte[], byte[]>> rejected = mill.read(mill.topics.rejected(), bad.size());
        assertEquals(bad.size(), rejected.size());
        Map<String, ConsumerRecord<byte[], byte[]>> input = new HashMap<>();
        mill.readAll(mill.topics.input()).forEach(r -> input.put(r.partition() + "@" + r.offset(), r));
        List<String> reasons = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : rejected) {
            assertEquals(mill.topics.input(), header(record, "millrace-topic"));
            ConsumerRecord<byte[], byte[]> original =
                    input.get(header(record, "millrace-partition") + "@" + header(record, "millrace-offset"));
            assertArrayEquals(original.key(), record.key());
            assertArrayEquals(original.value(), record.value());
            assertEquals(6, record.headers().toArray().length);
            assertArrayEquals(new byte[] {0, -1}, record.headers().toArray()[0].value());
            assertNull(record.headers().toArray()[1].value());
            reasons.add(header(record, "millrace-error").replaceFirst(":.*", ""));
        }
        assertEquals(
                List.of(
                        "MISSING_FIELD",
                        "NOT_A_NUMBER",
                        "NOT_FINITE",
                        "NOT_JSON",
                        "NO_KEY",
                        "OUT_OF_RANGE",
                        "TOO_LARGE",
                        "TOO_LARGE",
                        "WRONG_LENGTH"),
                reasons.stream().sorted().toList());
        assertTrue(told.rejected.contains("NO_KEY 1"), told.rejected::toString);
        assertEquals(List.of(), told.aborted);
    }

    @Test
    void aRecordThatTheRejectedTopicCannotTakeIsLeftBehindAndNamed() throws Exception {
        mill.createTopic(mill.topics.input(), 1, Map.of("max.message.bytes", "3000000"));
        mill.createTopic(mill.topics.rejected(), 1, Map.of());
        mill.startReady("a");
        mill.send(List.of(mill.record("s1", "x".repeat(2_000_000))));
        List<ProducerRecord<byte[], byte[]>> points = mill.points(3, 0, 3);
        mill.send(points);
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        ConsumerRecord<byte[], byte[]> rejected =
                mill.read(mill.topics.rejected(), 1).get(0);
        assertNull(rejected.value());
        assertEquals("2000002", header(rejected, "millrace-left-behind"));
        assertEquals("0", header(rejected, "millrace-offset"));
    }

    @Test
    void aRestartGoesOnWhereTheLastCommitWas() throws Exception {
        ExactlyOnceLoop first = mill.startReady("a");
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 20);
        mill.send(points.subList(0, 700));
        mill.predictions(500); // in the midst of its work, perhaps
        long began = System.nanoTime();
        first.close();
        assertTrue(System.nanoTime() - began < 5_000_000_000L);
        assertTrue(first.terminated().isDone());
        assertFalse(first.ready());

        Millrun.Told told = new Millrun.Told();
        mill.start("a", mill::processor, told);
        mill.send(points.subList(700, points.size()));
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        assertEquals(STREAMS, told.streams);
        assertTrue(told.restoredRecords >= STREAMS);
    }

    @Test
    void afterAFailureInTheMidstOfATransactionNothingIsLostOrDoubled() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        Millrun.Told told = new Millrun.Told();
        ExactlyOnceLoop loop = mill.start(
                "a",
                () -> new Wrapped(mill.processor()) {
                    @Override
                    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                        int taken = super.process(poll, output);
                        // Each time one call later: a fixed number might be what a life needs, to take again what it
                        // knows.
                        if (calls.incrementAndGet() == 2 + failures.get()) {
                            calls.set(0);
                            failures.incrementAndGet();
                            throw new AssertionError("an error in the midst of a transaction");
                        }
                        return taken;
                    }
                },
                told);
        await().atMost(Millrun.PATIENCE).until(loop::ready);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 20);
        for (int from = 0; from < points.size(); from += 500) {
            mill.send(points.subList(from, from + 500));
            mill.predictions(from + 500);
        }
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        assertFalse(told.aborted.isEmpty());
    }

    @Test
    void whatWasTakenSinceTheCheckpointIsTakenAgainAndToldOnce() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        Millrun.Told told = new Millrun.Told();
        startThatFails(fails, told);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 20);
        mill.send(points.subList(0, 1000));
        mill.predictions(1000);
        assertEquals(0, mill.readAll(mill.topics.states()).size());
        fails.set(true);
        mill.send(points.subList(1000, points.size()));
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        assertEquals(1, told.aborted.size());
        assertEquals(0, told.missed);
        await().atMost(Millrun.PATIENCE).until(() -> predictions(told) == points.size());
        assertEquals(
                points.size(),
                told.commits.stream().mapToLong(LoopObserver.Commit::points).sum());
    }

    @Test
    void pointsThatWereDeletedBeforeTheyCouldBeTakenAgainAreCounted() throws Exception {
        mill.createTopic(mill.topics.input(), 1, Map.of());
        AtomicBoolean fails = new AtomicBoolean();
        Millrun.Told told = new Millrun.Told();
        startThatFails(fails, told);
        mill.send(mill.points(10, 0, 10));
        mill.predictions(100);
        try (Admin admin = mill.admin()) {
            TopicPartition input = new TopicPartition(mill.topics.input(), 0);
            admin.deleteRecords(Map.of(input, RecordsToDelete.beforeOffset(60)))
                    .all()
                    .get();
        }
        fails.set(true);
        mill.send(mill.points(10, 10, 11));
        Map<String, List<String>> predictions = mill.predictions(110);
        assertEquals(60, told.missed);
        predictions.values().forEach(of -> assertTrue(of.get(10).contains("\"n\":5,"), of.get(10)));
    }

    /** Writes no checkpoint, and fails once when it is told to. */
    private void startThatFails(AtomicBoolean fails, Millrun.Told told) {
        mill.checkpoint(Duration.ofHours(1));
        ExactlyOnceLoop loop = mill.start(
                "a",
                () -> new Wrapped(mill.processor()) {
                    @Override
                    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                        int taken = super.process(poll, output);
                        if (fails.getAndSet(false)) {
                            throw new AssertionError("an error between two checkpoints");
                        }
                        return taken;
                    }
                },
                told);
        await().atMost(Millrun.PATIENCE).until(loop::ready);
    }

    private static long predictions(Millrun.Told told) {
        return told.commits.stream().mapToLong(LoopObserver.Commit::predictions).sum();
    }

    @Test
    void aHungLoopIsReplacedByItsNamesakeAndEnds() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger seen = new AtomicInteger();
        ExactlyOnceLoop zombie = mill.start(
                "a",
                () -> new Wrapped(mill.processor()) {
                    @Override
                    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                        int taken = super.process(poll, output);
                        if (seen.addAndGet(poll.size()) > 900) {
                            hung.countDown();
                            await().atMost(Millrun.PATIENCE).until(() -> release.getCount() == 0);
                        }
                        return taken;
                    }
                },
                LoopObserver.NONE);
        await().atMost(Millrun.PATIENCE).until(zombie::ready);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 20);
        mill.send(points.subList(0, 500));
        mill.predictions(500);
        mill.send(points.subList(500, 1000));
        assertTrue(hung.await(60, TimeUnit.SECONDS));
        ExactlyOnceLoop successor = mill.startReady("a");
        mill.predictions(1000);
        release.countDown();
        mill.send(points.subList(1000, points.size()));
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        CompletionException end = assertThrows(
                CompletionException.class,
                () -> zombie.terminated().orTimeout(60, TimeUnit.SECONDS).join());
        assertInstanceOf(FencedInstanceIdException.class, rootOf(end));
        assertTrue(successor.ready());
    }

    @Test
    void partitionsMoveToASecondLoopAndBackWithTheirStates() throws Exception {
        Millrun.Told one = new Millrun.Told();
        Millrun.Told two = new Millrun.Told();
        ExactlyOnceLoop first = mill.start("a", mill::processor, one);
        await().atMost(Millrun.PATIENCE).until(first::ready);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 60);
        Thread feeder = new Thread(() -> {
            for (int from = 0; from < points.size(); from += 20) {
                mill.send(points.subList(from, from + 20));
                LockSupport.parkNanos(20_000_000); // a load to rebalance under
            }
        });
        feeder.start();
        mill.predictions(500);
        ExactlyOnceLoop second = mill.start("b", mill::processor, two);
        await().atMost(Millrun.PATIENCE).until(() -> two.restoredPartitions == 2 && two.streams > 0);
        await().atMost(Millrun.PATIENCE).until(() -> one.streams + two.streams == STREAMS);
        second.close();
        feeder.join();
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        await().atMost(Millrun.PATIENCE).until(() -> one.streams == STREAMS);
        assertRefusedByTheRebalanceAlone(one.aborted);
        assertRefusedByTheRebalanceAlone(two.aborted);
    }

    /** A commit that the group's next generation overtakes is refused as a whole, and its points are taken again. */
    private static void assertRefusedByTheRebalanceAlone(List<Throwable> aborted) {
        aborted.forEach(cause -> assertInstanceOf(CommitFailedException.class, cause));
    }

    @Test
    void aFailureWhilePartitionsAreGivenAwayLeavesNoneWithoutAnOwner() throws Exception {
        AtomicInteger revocations = new AtomicInteger();
        Millrun.Told one = new Millrun.Told();
        ExactlyOnceLoop first = mill.start(
                "a",
                () -> new Wrapped(mill.processor()) {
                    @Override
                    public void revoked(int partition) {
                        if (revocations.getAndIncrement() == 0) {
                            throw new IllegalStateException("an error while a partition is given away");
                        }
                        super.revoked(partition);
                    }
                },
                one);
        await().atMost(Millrun.PATIENCE).until(first::ready);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 20);
        mill.send(points.subList(0, 1000));
        mill.predictions(1000);
        mill.startReady("b");
        await().atMost(Millrun.PATIENCE).until(() -> !one.aborted.isEmpty());
        mill.send(points.subList(1000, points.size()));
        assertEquals(mill.reference(points), mill.predictions(points.size()));
    }

    @Test
    void theEndOfASequenceForgetsItsStreamInTheChangelogToo() throws Exception {
        mill.createTopic(mill.topics.input(), 1, Map.of());
        mill.checkpoint(Duration.ZERO);
        ExactlyOnceLoop loop = mill.startReady("a");
        List<ProducerRecord<byte[], byte[]>> once = mill.points(2, 0, 2);
        mill.send(once);
        mill.predictions(4);
        mill.send(List.of(new ProducerRecord<>(mill.topics.input(), "s0".getBytes(UTF_8), null)));
        ProducerRecord<byte[], byte[]> last = mill.record("s1", "[1,2]");
        last.headers().add("sequence", "end".getBytes(UTF_8));
        mill.send(List.of(last));
        List<ConsumerRecord<byte[], byte[]>> predictions = mill.read(mill.topics.output(), 5);
        assertEquals(5, predictions.size());
        await().atMost(Millrun.PATIENCE)
                .until(() -> mill.readAll(mill.topics.states()).stream()
                                .filter(state -> state.value() == null)
                                .count()
                        == 2);
        loop.close();
        mill.startReady("a");
        mill.send(List.of(mill.record("s0", "[1,2]"), mill.record("s1", "[1,2]")));
        for (ConsumerRecord<byte[], byte[]> prediction :
                mill.read(mill.topics.output(), 7).subList(5, 7)) {
            assertTrue(new String(prediction.value(), UTF_8).contains("\"n\":1,"));
        }
    }

    @Test
    void traceHeadersPassThrough() {
        mill.createTopic(mill.topics.input(), 1, Map.of());
        mill.startReady("a");
        ProducerRecord<byte[], byte[]> point = mill.record("s0", "[1,2]");
        byte[] trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".getBytes(UTF_8);
        point.headers()
                .add("traceparent", trace)
                .add("tracestate", new byte[5000])
                .add("other", trace);
        mill.send(List.of(point));
        ConsumerRecord<byte[], byte[]> prediction =
                mill.read(mill.topics.output(), 1).get(0);
        assertEquals(1, prediction.headers().toArray().length, "no other header, and none that is overlong");
        assertArrayEquals(trace, prediction.headers().lastHeader("traceparent").value());
    }

    @Test
    void topicsWhosePartitionsDifferAreRefused() {
        mill.createTopic(mill.topics.input(), 2, Map.of());
        mill.createTopic(mill.topics.output(), 3, Map.of());
        UnusableTopicException refusal = refusal();
        assertTrue(refusal.getMessage().contains("expected 2 partitions"), refusal::getMessage);
    }

    @Test
    void aChangelogThatIsNotCompactedIsRefused() {
        mill.createTopic(mill.topics.states(), 4, Map.of("cleanup.policy", "delete"));
        assertTrue(refusal().getMessage().contains("cleanup.policy=compact"));
    }

    @Test
    void aStateOfANewerFormatIsRefusedRatherThanForgotten() {
        mill.createTopic(mill.topics.states(), 4, Map.of("cleanup.policy", "compact"));
        mill.send(List.of(new ProducerRecord<>(mill.topics.states(), 2, "s0".getBytes(UTF_8), new byte[] {4, 0})));
        assertTrue(refusal().getMessage().contains(mill.topics.states() + "-2@0: state: expected format 3, found 4"));
    }

    private UnusableTopicException refusal() {
        ExactlyOnceLoop loop = mill.start("a");
        CompletionException end = assertThrows(
                CompletionException.class,
                () -> loop.terminated().orTimeout(60, TimeUnit.SECONDS).join());
        assertFalse(loop.ready());
        for (Throwable cause = end; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnusableTopicException refusal) {
                return refusal;
            }
        }
        throw new AssertionError(end);
    }

    private static Throwable rootOf(Throwable error) {
        return error.getCause() == null ? error : rootOf(error.getCause());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
