package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.Champion;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModels;
import io.millrace.stream.StreamPredictor;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ten thousand streams, and one model after the other takes over while their points come. */
@ExtendWith(SharedBroker.class)
class SwapUnderLoadIT {
    private static final int STREAMS = Integer.getInteger("swap.load.streams", 10_000);
    private static final int SWAPS = 20;
    private static final int REPLAY = 64;
    private static final int BEFORE = 70; // points of each stream before the first swap
    private static final int PARTITIONS = 4; // as the loop creates its topics
    private static final double LONGEST_PAUSE = 50; // milliseconds, of 99 in 100
    private static final StreamSettings SETTINGS =
            StreamSettings.next(0, Baseline.CONSTANT_VELOCITY).withReplay(REPLAY);

    private final Champion champion = Champion.of(1, task(1));
    private final StreamMailbox mailbox = new StreamMailbox();
    private final AtomicLong taken = new AtomicLong();
    private volatile long serving; // the generation that had taken over when nothing was left to be written
    private final Pauses pauses = new Pauses();

    private static StreamTask task(int version) {
        return new StreamTask(StreamModels.lstm(64, Integer.toString(version), version), SETTINGS);
    }

    /** How long the loop is held up each time, in its thread's own time: what else the machine does is not counted. */
    private static final class Pauses {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final List<Double> cpu = new ArrayList<>();
        private final List<Double> wall = new ArrayList<>();
        private volatile boolean counting;

        int during(java.util.function.IntSupplier work) {
            long cpuBegan = threads.getCurrentThreadCpuTime();
            long began = System.nanoTime();
            int done = work.getAsInt();
            if (counting) {
                cpu.add((threads.getCurrentThreadCpuTime() - cpuBegan) / 1e6);
                wall.add((System.nanoTime() - began) / 1e6);
            }
            return done;
        }

        static double ofHundred(List<Double> all, int percent) {
            List<Double> sorted = all.stream().sorted().toList();
            return sorted.get((sorted.size() - 1) * percent / 100);
        }
    }

    private StreamProcessor processor() {
        return new Wrapped(new PredictionProcessor(
                champion,
                Kernels.best(),
                SequenceRules.of(new Forgetting(Optional.empty(), Optional.empty(), Forgetting.Time.EVENT)),
                LoopClock.SYSTEM,
                new PredictionProcessor.Room(StreamStore.NONE, Integer.MAX_VALUE),
                mailbox)) {
            @Override
            public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                int done = pauses.during(() -> super.process(poll, output));
                taken.addAndGet(done);
                return done;
            }

            @Override
            public void drainChanges(int partition, Changes changes) {
                pauses.during(() -> {
                    super.drainChanges(partition, changes);
                    return 0;
                });
            }

            @Override
            public void betweenTransactions(Output output) {
                long offered = champion.newest().generation();
                pauses.during(() -> {
                    super.betweenTransactions(output);
                    return 0;
                });
                if (pauses.counting && IntStream.range(0, PARTITIONS).noneMatch(this::hasChanges)) {
                    serving = offered; // a model takes over when all that was made under the last one is written
                }
            }
        };
    }

    @Test
    void everyPointIsAnsweredAndStreamsGoOnAsIfTheNewModelHadSeenTheirLastPoints(EmbeddedBroker broker)
            throws Exception {
        try (Millrun mill = new Millrun(broker, task(1).model())) {
            Millrun.Told told = new Millrun.Told();
            ExactlyOnceLoop loop = mill.start("a", this::processor, told);
            await().atMost(Millrun.PATIENCE).until(loop::ready);
            long sent = 0;
            for (int from = 0; from < STREAMS; from += 1000) {
                sent += send(mill, from, Math.min(STREAMS, from + 1000), 0, BEFORE);
            }
            awaitTaken(sent - STREAMS);
            pauses.counting = true;
            for (int swap = 1; swap <= SWAPS; swap++) {
                champion.offer(swap + 1, task(swap + 1));
                sent += send(mill, 0, STREAMS, BEFORE + swap - 1, BEFORE + swap);
                awaitTaken(sent - STREAMS / 2);
            }
            awaitTaken(sent);
            await().atMost(Millrun.PATIENCE).until(() -> serving == SWAPS + 1);
            sent += send(mill, 0, STREAMS, BEFORE + SWAPS, BEFORE + SWAPS + 1); // all of them under the newest
            awaitTaken(sent);
            pauses.counting = false;
            int points = BEFORE + SWAPS + 1;
            Map<String, Integer> newest = requireAnswers(mill.read(mill.topics.output(), (int) sent), points);
            requireStates(newest, points);
            assertEquals(List.of(), told.aborted);
            report();
        }
    }

    /** Points of one stream follow each other closely, so that a transaction writes few states. */
    private static int send(Millrun mill, int fromStream, int toStream, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int stream = fromStream; stream < toStream; stream++) {
            for (int n = from; n < to; n++) {
                double[] point = point(stream, n);
                records.add(mill.record("s" + stream, "[" + point[0] + "," + point[1] + "]"));
            }
        }
        mill.send(records);
        return records.size();
    }

    private static double[] point(int stream, int n) {
        return new double[] {Math.sin(stream + n * 0.1), stream * 0.001 + n};
    }

    private void awaitTaken(long points) {
        await().atMost(Millrun.PATIENCE).until(() -> taken.get() >= points);
    }

    /** Returns after which point of each stream the newest model took over. */
    private static Map<String, Integer> requireAnswers(List<ConsumerRecord<byte[], byte[]>> records, int points)
            throws RejectedException {
        PredictionJson json = new PredictionJson();
        Map<String, Integer> answered = new HashMap<>();
        Map<String, Integer> version = new HashMap<>();
        Map<String, Integer> since = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Prediction prediction = (Prediction) json.read(record.value());
            String stream = prediction.stream().toString();
            assertEquals((long) answered.merge(stream, 1, Integer::sum), prediction.n(), stream);
            int made = Integer.parseInt(prediction.model().version());
            int before = version.getOrDefault(stream, 1);
            assertTrue(made >= before, () -> stream + " went back from " + before + " to " + made);
            if (made > before) {
                version.put(stream, made);
                since.put(stream, (int) prediction.n() - 1);
            }
        }
        assertEquals(STREAMS, answered.size());
        assertTrue(answered.values().stream().allMatch(n -> n == points), "a prediction for each point");
        assertTrue(version.values().stream().allMatch(made -> made == SWAPS + 1), "all ended under the newest");
        return since;
    }

    /** Of every hundredth stream: bit for bit what the newest model makes of its last points. */
    private void requireStates(Map<String, Integer> since, int points) throws Exception {
        for (int stream = 0; stream < STREAMS; stream += 100) {
            StreamKey key = StreamKey.of("s" + stream);
            CompletableFuture<Optional<StreamMailbox.Held>> asked = mailbox.find(key);
            StreamSnapshot found = asked.get(10, TimeUnit.SECONDS).orElseThrow().snapshot();
            StreamStates states = new StreamStates(task(SWAPS + 1));
            states.open(0);
            StreamPredictor alone = new StreamPredictor(task(SWAPS + 1), states, Kernels.best());
            for (int n = Math.max(0, since.get(key.toString()) - REPLAY); n < points; n++) {
                alone.predict(List.of(SequencePoint.of(0, n, key, n, point(stream, n))), new StreamPredictor.Sink() {
                    @Override
                    public void predicted(int index, Result result) {}

                    @Override
                    public void outOfRange(int index) {
                        throw new AssertionError("out of range");
                    }
                });
            }
            StreamSnapshot expected = states.snapshot(0, key).orElseThrow();
            assertArrayEquals(expected.state(), found.state());
            assertArrayEquals(expected.output(), found.output());
            assertEquals(points, found.n());
        }
    }

    private void report() {
        double cpu = Pauses.ofHundred(pauses.cpu, 99);
        System.out.printf(
                "%d swaps under %,d streams: the loop is held up p99 %.1f ms, at most %.1f ms of its own time;"
                        + " on the wall p99 %.1f ms, at most %.1f ms (%d turns)%n",
                SWAPS,
                STREAMS,
                cpu,
                Pauses.ofHundred(pauses.cpu, 100),
                Pauses.ofHundred(pauses.wall, 99),
                Pauses.ofHundred(pauses.wall, 100),
                pauses.cpu.size());
        assertTrue(cpu <= LONGEST_PAUSE, () -> "held up for " + cpu + " ms");
    }
}
