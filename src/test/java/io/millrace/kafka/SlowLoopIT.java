package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A loop that is slow by itself: what one poll brings takes longer than the group, and a transaction, would bear. */
@Timeout(300)
@ExtendWith(SharedBroker.class)
class SlowLoopIT {
    private static final int STREAMS = 100;
    private static final int ROUNDS = 10;
    private static final int ON_DISK = 1000; // streams

    private Millrun mill;
    private final Told told = new Told();

    private static final class Told extends Millrun.Told {
        final AtomicInteger restorations = new AtomicInteger();

        @Override
        public void restored(int partitions, long records, Duration took) {
            super.restored(partitions, records, took);
            restorations.incrementAndGet();
        }
    }

    @BeforeEach
    void begin(EmbeddedBroker broker) {
        mill = new Millrun(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                Map.of("transaction.timeout.ms", "4000", "max.poll.interval.ms", "4000"),
                StreamModels.lstm(8, "1"));
    }

    @AfterEach
    void end() {
        mill.close();
    }

    /** One poll brings a thousand points, each of a stream that has to be fetched: eight seconds. */
    @Test
    void aSlowDiskCostsNeitherTransactionsNorTheMembership() throws Exception {
        List<ProducerRecord<byte[], byte[]>> points = mill.points(ON_DISK, 0, 2);
        ExactlyOnceLoop first = mill.startReady("a");
        mill.send(points.subList(0, ON_DISK));
        mill.predictions(ON_DISK);
        first.close();

        mill.send(points.subList(ON_DISK, points.size()));
        mill.start("a", this::onASlowDisk, told);
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        assertEquals(List.of(), told.aborted);
        assertEquals(1, told.restorations.get(), "times that partitions were given");
    }

    private StreamProcessor onASlowDisk() {
        return new PredictionProcessor(
                Champion.forGood(mill.task()),
                Kernels.best(),
                SequenceRules.PLAIN,
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(new SlowStore(), ON_DISK / 100),
                new StreamMailbox());
    }

    /** As a disk that has other things to do, or one at the other end of a network. */
    private static final class SlowStore extends StreamsAside {
        private static final long ACCESS = 8_000_000; // nanoseconds

        @Override
        public Optional<StreamSnapshot> take(int partition, StreamKey key) {
            Optional<StreamSnapshot> taken = super.take(partition, key);
            if (taken.isPresent()) {
                LockSupport.parkNanos(ACCESS);
            }
            return taken;
        }
    }

    /** A pause of the whole process is not to be prevented: its partitions go to another, and what it had in hand counts for nothing. */
    @Test
    void whoIsAwayForLongerThanTheGroupBearsLosesItsPartitionsAndDoublesNothing() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean();
        CountDownLatch back = new CountDownLatch(1);
        ExactlyOnceLoop first = mill.start(
                "a",
                () -> new Wrapped(mill.processor()) {
                    @Override
                    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                        int taken = super.process(poll, output);
                        if (hangs.getAndSet(false)) {
                            awaitQuietly(back);
                        }
                        return taken;
                    }
                },
                told);
        await().atMost(Millrun.PATIENCE).until(first::ready);
        List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, 2 * ROUNDS);
        mill.send(points.subList(0, STREAMS * ROUNDS));
        mill.predictions(STREAMS * ROUNDS);

        hangs.set(true);
        mill.send(points.subList(STREAMS * ROUNDS, points.size()));
        await().atMost(Millrun.PATIENCE).until(() -> !hangs.get());
        ExactlyOnceLoop second = mill.start("b");
        await().atMost(Millrun.PATIENCE).until(second::ready);
        assertEquals(
                points.size(), mill.read(mill.topics.output(), points.size()).size());
        back.countDown();

        await().atMost(Millrun.PATIENCE).until(() -> !told.aborted.isEmpty() && first.ready() && mill.owners() == 2);
        assertEquals(mill.reference(points), mill.predictions(points.size()));
        assertFalse(first.terminated().isDone());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
