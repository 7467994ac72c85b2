package io.millrace.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.ExactlyOnceLoop;
import io.millrace.kafka.LoopClock;
import io.millrace.kafka.LoopObserver;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.kafka.TopicCreation;
import io.millrace.kafka.TopicNames;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamTask;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long streams wait when the one of two loops that serves half of them leaves, with and without a standby. Each line is a
 * run; runs alternate. What it takes to notice that a loop has died comes on top, and is the same.
 */
public final class TakeoverCost {
    private static final int PARTITIONS = 4;
    private static final int UNITS = 64;
    private static final String INPUT = "points";

    private final String broker;
    private final int streams;

    private TakeoverCost(String broker, int streams) {
        this.broker = broker;
        this.streams = streams;
    }

    /** Arguments: streams, rounds. */
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            TakeoverCost cost = new TakeoverCost(broker.bootstrapServers(), Integer.parseInt(arguments[0]));
            cost.produce();
            System.out.println("standby  states read  s to restore  s from the leave");
            for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                cost.run(round, false);
                cost.run(round, true);
            }
        }
    }

    /** A point of each stream. */
    private void produce() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            TopicCreation.create(admin, new NewTopic(INPUT, PARTITIONS, (short) 1));
        }
        Map<String, Object> client = Map.of("bootstrap.servers", broker, "linger.ms", "20", "batch.size", "65536");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int stream = 0; stream < streams; stream++) {
                byte[] value = ("{\"x\":" + stream % 1000 + ".25,\"y\":1.5}").getBytes(UTF_8);
                producer.send(
                        new ProducerRecord<>(INPUT, stream % PARTITIONS, ("stream-" + stream).getBytes(UTF_8), value));
            }
        }
    }

    private static final class Watch implements LoopObserver {
        final AtomicLong states = new AtomicLong();
        final AtomicLong restorations = new AtomicLong();
        volatile int partitions;
        volatile int streams;
        volatile long behind = Long.MAX_VALUE;
        volatile long records;
        volatile Duration took;

        @Override
        public void committed(Commit commit) {
            states.addAndGet(commit.states());
        }

        @Override
        public void restored(int restored, long read, Duration within) {
            partitions += restored; // by the loop's thread alone
            records = read;
            took = within;
            restorations.incrementAndGet();
        }

        @Override
        public void streams(int held, int stored) {
            streams = held;
        }

        @Override
        public void standby(long left) {
            behind = left;
        }
    }

    private void run(int round, boolean standby) throws InterruptedException {
        String group = "cost-" + standby + "-" + round;
        Watch leaves = new Watch();
        Watch stays = new Watch();
        ExactlyOnceLoop second = start(group, "b", standby, stays);
        await(() -> stays.partitions == PARTITIONS && stays.states.get() == streams);
        ExactlyOnceLoop first = start(group, "a", standby, leaves);
        await(() -> leaves.partitions == PARTITIONS / 2 && leaves.streams >= streams / 2 && first.ready());
        await(() -> !standby || stays.behind == 0 && stays.streams == streams);
        long before = stays.restorations.get();
        long began = System.nanoTime();
        first.close();
        await(() -> stays.restorations.get() > before && second.ready());
        System.out.printf(
                Locale.ROOT,
                "%7b  %11d  %12.3f  %16.3f%n",
                standby,
                stays.records,
                stays.took.toNanos() / 1e9,
                (System.nanoTime() - began) / 1e9);
        second.close();
    }

    private ExactlyOnceLoop start(String group, String name, boolean standby, Watch watch) {
        LoopSettings settings = new LoopSettings(
                Map.of("bootstrap.servers", broker),
                group,
                name,
                TopicNames.of(group, INPUT, group + ".predictions"),
                LoopSettings.DEFAULT_COMMIT,
                Duration.ofSeconds(1),
                standby,
                PARTITIONS,
                (short) 1);
        StreamTask task =
                new StreamTask(StreamModels.lstm(UNITS, "1"), StreamSettings.next(0, Baseline.CONSTANT_VELOCITY));
        ExactlyOnceLoop loop = new ExactlyOnceLoop(
                settings, () -> new PredictionProcessor(task, Kernels.best()), LoopClock.SYSTEM, watch);
        new Thread(loop, group + "-" + name).start();
        return loop;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }
}
