package io.millrace.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What it costs to write states with every commit, and what with checkpoints: the same points of few and of many streams, in
 * random order, taken by one loop against a broker in the same process. The time to restore is that after a failure at the
 * end, which leaves what came since the last checkpoint to be taken again. Each line is a run; runs alternate.
 */
public final class CheckpointCost {
    private static final int PARTITIONS = 4;
    private static final double WARM = 0.3; // of the points, that are not counted
    private static final int UNITS = 64;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String broker;
    private final int points;

    private CheckpointCost(String broker, int points) {
        this.broker = broker;
        this.points = points;
    }

    /** Arguments: points, rounds, numbers of streams … */
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            CheckpointCost cost = new CheckpointCost(broker.bootstrapServers(), Integer.parseInt(arguments[0]));
            System.out.println("streams  checkpoint  points/s  CPU µs/point  states/s  restore s  points again");
            for (int argument = 2; argument < arguments.length; argument++) {
                int streams = Integer.parseInt(arguments[argument]);
                cost.produce(streams);
                for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                    cost.run(streams, round, Duration.ZERO);
                    cost.run(streams, round, LoopSettings.DEFAULT_CHECKPOINT);
                }
            }
        }
    }

    private void produce(int streams) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            TopicCreation.create(admin, new NewTopic(input(streams), PARTITIONS, (short) 1));
        }
        Map<String, Object> client = Map.of(
                "bootstrap.servers", broker, "linger.ms", "20", "batch.size", "65536", "delivery.timeout.ms", "600000");
        AtomicReference<Exception> failure = new AtomicReference<>();
        Random random = new Random(7);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < points; i++) {
                int stream = random.nextInt(streams);
                byte[] key = ("stream-" + stream).getBytes(UTF_8);
                byte[] value =
                        ("{\"x\":" + random.nextInt(1000) + ".25,\"y\":" + stream % 1000 + ".5}").getBytes(UTF_8);
                producer.send(
                        new ProducerRecord<>(input(streams), stream % PARTITIONS, key, value),
                        (sent, error) -> failure.compareAndSet(null, error));
            }
        }
        if (failure.get() != null) {
            throw new ExecutionException(failure.get());
        }
    }

    private static String input(int streams) {
        return "points-" + streams;
    }

    private static final class Watch implements LoopObserver {
        final AtomicLong predictions = new AtomicLong();
        final AtomicLong states = new AtomicLong();
        volatile Duration restored; // null: not yet

        @Override
        public void committed(Commit commit) {
            predictions.addAndGet(commit.predictions());
            states.addAndGet(commit.states());
        }

        @Override
        public void restored(int partitions, long records, Duration took) {
            restored = took;
        }
    }

    private void run(int streams, int round, Duration checkpoint) throws InterruptedException {
        String group = "cost-" + streams + "-" + checkpoint.toMillis() + "-" + round;
        LoopSettings settings = new LoopSettings(
                Map.of("bootstrap.servers", broker, "max.poll.records", "5000"),
                group,
                "a",
                TopicNames.of(group, input(streams), group + ".predictions"),
                LoopSettings.DEFAULT_COMMIT,
                checkpoint,
                false,
                PARTITIONS,
                (short) 1);
        Watch watch = new Watch();
        List<AgainCounted> processors = new ArrayList<>();
        StreamTask task =
                new StreamTask(StreamModels.lstm(UNITS, "1"), StreamSettings.next(0, Baseline.CONSTANT_VELOCITY));
        ExactlyOnceLoop loop = new ExactlyOnceLoop(
                settings,
                () -> {
                    processors.add(new AgainCounted(new PredictionProcessor(task, Kernels.best())));
                    return processors.get(processors.size() - 1);
                },
                LoopClock.SYSTEM,
                watch);
        Thread thread = new Thread(loop, group);
        thread.start();
        while (watch.predictions.get() < WARM * points) {
            Thread.sleep(1);
        }
        long fromPoints = watch.predictions.get();
        long fromStates = watch.states.get();
        long began = System.nanoTime();
        long cpu = PROCESS.getProcessCpuTime();
        while (watch.predictions.get() < points) {
            Thread.sleep(1);
        }
        double counted = watch.predictions.get() - fromPoints;
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
        double states = watch.states.get() - fromStates;
        watch.restored = null;
        processors.get(0).fail();
        while (watch.restored == null) {
            Thread.sleep(1);
        }
        System.out.printf(
                Locale.ROOT,
                "%7d  %8d s  %8.0f  %12.2f  %8.0f  %9.2f  %12d%n",
                streams,
                checkpoint.toSeconds(),
                counted / seconds,
                1e6 * cpuSeconds / counted,
                states / seconds,
                watch.restored.toNanos() / 1e9,
                processors.get(processors.size() - 1).again());
        loop.close();
        thread.join();
    }
}
