package io.millrace.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.kafka.LoopSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One contender in a process of its own, from the topic's first record: a warm-up, then a measured stretch. Prints one line of
 * names and numbers for {@link PipelineBenchmark}, which starts it.
 */
final class PipelineRun {
    private static final long GLANCE = 10; // milliseconds
    private static final long SECOND = 1000; // milliseconds
    private static final int QUIET = 2; // seconds in which nothing was compiled
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Pipeline pipeline;
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private final boolean sampled; // it costs something: all bear it that can

    private PipelineRun(Pipeline pipeline, boolean sampled) {
        this.pipeline = pipeline;
        this.sampled = sampled;
    }

    /**
     * Arguments: contender, model, bootstrap servers, group, input, output, commit in ms, events of the warm-up at most,
     * events, seconds of either at most.
     */
    public static void main(String[] arguments) throws InterruptedException {
        PipelineSeat seat = new PipelineSeat(
                arguments[2],
                arguments[3],
                arguments[4],
                arguments[5],
                Duration.ofMillis(Long.parseLong(arguments[6])),
                LoopSettings.DEFAULT_CHECKPOINT);
        Contest contest = Contest.valueOf(arguments[0]);
        try (Pipeline pipeline = contest.start(seat, PipelineModel.valueOf(arguments[1]))) {
            Map<String, Double> result = new PipelineRun(pipeline, !contest.isKafkaStreams())
                    .measure(
                            Long.parseLong(arguments[7]),
                            Long.parseLong(arguments[8]),
                            Duration.ofSeconds(Long.parseLong(arguments[9])));
            StringBuilder line = new StringBuilder("result");
            result.forEach((name, value) ->
                    line.append(' ').append(name).append('=').append(String.format(Locale.ROOT, "%.6g", value)));
            System.out.println(line);
        }
        System.exit(0); // native peers keep threads
    }

    private record Moment(long events, long nanos, long cpu, long worker, long network, MachineThreads machine) {}

    private Map<String, Double> measure(long warmUp, long events, Duration atMost) throws InterruptedException {
        Map<String, Double> result = new TreeMap<>();
        try (LoopShares shares = sampled ? LoopShares.of(pipeline.worker()) : LoopShares.none()) {
            await(1, PATIENCE);
            awaitCompiled(warmUp, atMost);
            Instant begin = Instant.now();
            Moment from = now();
            await(from.events + events, atMost);
            Moment to = now();
            if (to.events == from.events) {
                throw new IllegalStateException("expected more events within " + atMost + ", found none");
            }
            double count = to.events - from.events;
            result.put("speed", 1e9 * count / (to.nanos - from.nanos));
            result.put("cpu", 1e-3 * (to.cpu - from.cpu) / count);
            result.put("worker", 1e-3 * (to.worker - from.worker) / count);
            result.put("network", 1e-3 * (to.network - from.network) / count);
            result.put("compiler", (to.machine.compiler() - from.machine.compiler()) / count);
            result.put("collector", (to.machine.collector() - from.machine.collector()) / count);
            result.put("work", result.get("worker") + result.get("network"));
            shares.since(begin).forEach((part, share) -> result.put("share." + part, share));
        }
        return result;
    }

    /** Until the compilers take less than a fiftieth of the core. */
    private void awaitCompiled(long events, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long before = MachineThreads.now().compiler();
        for (int quiet = 0; quiet < QUIET && pipeline.events() < events && System.nanoTime() < end; ) {
            await(events, Duration.ofMillis(SECOND)); // a fast one must leave something to measure
            long now = MachineThreads.now().compiler();
            quiet = now - before < 1000 * SECOND / 50 ? quiet + 1 : 0;
            before = now;
        }
    }

    private void await(long events, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (pipeline.events() < events && System.nanoTime() < end) {
            Thread.sleep(GLANCE);
        }
        if (pipeline.events() == 0) {
            throw new IllegalStateException("expected events within " + atMost + ", found none");
        }
    }

    private Moment now() {
        long network = 0; // of the producer's own thread
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("kafka-producer-network-thread")) {
                network += threads.getThreadCpuTime(id);
            }
        }
        return new Moment(
                pipeline.events(),
                System.nanoTime(),
                system.getProcessCpuTime(),
                threads.getThreadCpuTime(pipeline.worker().getId()),
                network,
                MachineThreads.now());
    }
}
