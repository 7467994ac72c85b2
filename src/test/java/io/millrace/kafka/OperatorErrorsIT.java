package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.stream.StreamModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What goes wrong outside: each ends in a clear line and the right state of health, and is tried again where that can help. */
@Timeout(300)
class OperatorErrorsIT {
    /** Makes {@link #aBrokerThatGoesAwayIsSaidAndNothingIsLost} wait that much longer. */
    private static final String AWAY = "broker.away";

    private static final int STREAMS = 20;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Millrun.Told told = new Millrun.Told();

    @TempDir
    Path folder;

    private EmbeddedBroker broker; // null while there is none
    private int port;
    private Millrun mill;

    @BeforeEach
    void begin() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        lines.start();
        ((Logger) LoggerFactory.getLogger("io.millrace.kafka")).addAppender(lines);
        mill = new Millrun(
                Map.of("bootstrap.servers", "127.0.0.1:" + port),
                Map.of("default.api.timeout.ms", "3000", "request.timeout.ms", "2000", "max.block.ms", "3000"),
                StreamModels.lstm(8, "1"));
    }

    @AfterEach
    void end() {
        ((Logger) LoggerFactory.getLogger("io.millrace.kafka")).detachAppender(lines);
        mill.close();
        stopBroker();
    }

    @Test
    void aBrokerThatIsNotThereYetIsWaitedFor() throws Exception {
        ExactlyOnceLoop loop = mill.start("a", mill::processor, told);
        awaitLine("a: no answer in time from 127.0.0.1:" + port);
        assertFalse(loop.ready());

        startBroker();
        await().atMost(Millrun.PATIENCE).until(loop::ready);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 5);
        mill.send(points);
        assertEquals(mill.reference(points), mill.predictions(points.size()));
    }

    /** A loop that has nothing to write hears nothing; one that wants to write a checkpoint gets no answer. */
    @ParameterizedTest
    @CsvSource({"PT0S, a: expected to hear from the group within PT6S", "PT5S, a: no answer in time from 127.0.0.1"})
    void aBrokerThatGoesAwayIsSaidAndNothingIsLost(Duration checkpoint, String line) throws Exception {
        mill.checkpoint(checkpoint);
        startBroker();
        ExactlyOnceLoop loop = startReady();
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 10);
        mill.send(points.subList(0, 100));
        mill.predictions(100);

        stopBroker();
        await().atMost(Millrun.PATIENCE).until(() -> !loop.ready());
        awaitLine(line);
        LockSupport.parkNanos(
                Duration.parse(System.getProperty(AWAY, "PT0S")).toNanos()); // how long is all that is asked here
        assertFalse(loop.ready());

        startBroker();
        mill.send(points.subList(100, points.size()));
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        await().atMost(Millrun.PATIENCE).until(loop::ready);
    }

    /** What came since a checkpoint has gone with the input, so every commit is one here. */
    @Test
    void anInputThatWasDeletedIsMadeAnewAndStreamsGoOn() throws Exception {
        mill.checkpoint(Duration.ZERO);
        startBroker();
        startReady();
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 6);
        mill.send(points.subList(0, 60));
        mill.predictions(60);

        delete(mill.topics.input());
        awaitLine(mill.topics.input() + ": created with 4 partitions");
        awaitLine(mill.topics.input() + ": made anew beside " + mill.topics.states());
        mill.send(points.subList(60, points.size()));
        assertEquals(mill.reference(points), mill.predictions(points.size()));
    }

    /** As the store of streams that memory has no room for says it. */
    @Test
    void aFullDiskIsSaidAndTriedAgainUntilThereIsRoom() throws Exception {
        startBroker();
        AtomicBoolean full = new AtomicBoolean();
        ExactlyOnceLoop loop = mill.start(
                "a",
                () -> new Wrapped(mill.processor()) {
                    @Override
                    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                        int taken = super.process(poll, output);
                        if (full.get()) {
                            throw new UncheckedIOException(new IOException("data/streams: no space left"));
                        }
                        return taken;
                    }
                },
                told);
        await().atMost(Millrun.PATIENCE).until(loop::ready);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 6);
        mill.send(points.subList(0, 60));
        mill.predictions(60);

        full.set(true);
        mill.send(points.subList(60, points.size()));
        awaitLine("data/streams: no space left; begins anew from what was committed");
        await().atMost(Millrun.PATIENCE).until(() -> told.aborted.size() >= 2 && !loop.ready());
        full.set(false);
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        await().atMost(Millrun.PATIENCE).until(loop::ready);
    }

    @Test
    void anOutputThatWasDeletedIsMadeAnewAndNoPointIsSkipped() throws Exception {
        startBroker();
        startReady();
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 6);
        mill.send(points.subList(0, 60));
        mill.predictions(60);

        delete(mill.topics.output());
        mill.send(points.subList(60, points.size()));
        awaitLine(mill.topics.output() + ": created with 4 partitions");
        assertEquals(60, mill.read(mill.topics.output(), 60).size());
    }

    @Test
    void withoutItsChangelogAGroupThatHasReadPointsIsRefused() throws Exception {
        startBroker();
        ExactlyOnceLoop loop = startReady();
        mill.send(mill.points(STREAMS, 0, 3));
        mill.predictions(60);

        delete(mill.topics.states());
        mill.send(mill.points(STREAMS, 3, 4));
        assertRefused(loop, mill.topics.states() + ": expected the states of the 4 partitions");
    }

    @Test
    void partitionsAddedToTheInputAreRefused() throws Exception {
        startBroker();
        ExactlyOnceLoop loop = startReady();
        try (Admin admin = mill.admin()) {
            admin.createPartitions(Map.of(mill.topics.input(), NewPartitions.increaseTo(6)))
                    .all()
                    .get();
        }
        stopLoop(loop); // else it would learn of it within metadata.max.age.ms
        ExactlyOnceLoop next = mill.start("a", mill::processor, told);
        assertRefused(next, "expected 6 partitions, as many as " + mill.topics.input() + " has, found 4");
    }

    @Test
    void pointsThatWereDeletedUnreadAreCountedAndTheRestIsServed() throws Exception {
        startBroker();
        ExactlyOnceLoop loop = startReady();
        mill.send(mill.points(STREAMS, 0, 1));
        mill.predictions(STREAMS);
        stopLoop(loop);

        mill.send(mill.points(STREAMS, 1, 5));
        TopicPartition partition = new TopicPartition(
                mill.topics.input(), mill.readAll(mill.topics.input()).get(0).partition());
        long inIt = mill.readAll(mill.topics.input()).stream()
                .filter(record -> record.partition() == partition.partition())
                .count();
        try (Admin admin = mill.admin()) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))) // all
                    .all()
                    .get();
        }
        startReady();
        awaitLine(partition + ": expected to go on at offset " + inIt / 5 + ", found that the log begins at " + inIt);
        assertEquals(inIt * 4 / 5, told.missed);
        int served = (int) (5 * STREAMS - told.missed);
        assertEquals(served, mill.read(mill.topics.output(), served).size());
    }

    @Test
    void aLogThatEndsBeforeWhatWasCommittedIsSaid() throws Exception {
        startBroker();
        ExactlyOnceLoop loop = startReady();
        mill.send(mill.points(STREAMS, 0, 1));
        mill.predictions(STREAMS);
        stopLoop(loop);
        TopicPartition first = new TopicPartition(mill.topics.input(), 0);
        try (Admin admin = mill.admin()) {
            admin.alterConsumerGroupOffsets(mill.group, Map.of(first, new OffsetAndMetadata(1000)))
                    .all()
                    .get();
        }
        ExactlyOnceLoop next = mill.start("a", mill::processor, told);
        awaitLine(first + ": expected to go on at offset 1000, as committed, found that the log ends at ");
        assertFalse(next.ready());
    }

    private void startBroker() {
        broker = EmbeddedBroker.start(folder, port);
    }

    private void stopBroker() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    private ExactlyOnceLoop startReady() {
        ExactlyOnceLoop loop = mill.start("a", mill::processor, told);
        await().atMost(Millrun.PATIENCE).until(loop::ready);
        return loop;
    }

    private static void stopLoop(ExactlyOnceLoop loop) {
        loop.stop();
        loop.terminated().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void delete(String topic) throws Exception {
        try (Admin admin = mill.admin()) {
            admin.deleteTopics(Set.of(topic)).all().get();
        }
    }

    private void awaitLine(String part) {
        await(part).atMost(Millrun.PATIENCE).until(() -> List.copyOf(lines.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .anyMatch(event -> event.getFormattedMessage().contains(part)));
    }

    private void assertRefused(ExactlyOnceLoop loop, String part) {
        assertThrows(
                CompletionException.class,
                () -> loop.terminated().orTimeout(60, TimeUnit.SECONDS).join());
        assertFalse(loop.ready());
        awaitLine("a: ends: ");
        awaitLine(part);
    }
}
