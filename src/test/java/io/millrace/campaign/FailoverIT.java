package io.millrace.campaign;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.MillraceProcess;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long streams wait after a {@code kill -9}, with the shipped defaults: until the same instance, started again at once,
 * or another one has committed predictions in every partition. Prints where the time went. What is shipped, measured:
 *
 * <pre>{@code ./mvnw package failsafe:integration-test failsafe:verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dit.test=FailoverIT -Dfailover=10 -Dmillrace.launcher=./millrace}</pre>
 */
class FailoverIT {
    private static final int STREAMS = 100;
    private static final int PARTITIONS = 4;
    private static final String GROUP = "failover";
    private static final int ENOUGH = 100_000; // rounds; more than ever come

    @TempDir(cleanup = CleanupMode.ON_SUCCESS) // the logs of all processes
    Path folder;

    /** Seconds from the kill to the next predictions of all partitions, and to what came before in the survivor's log. */
    private record Failover(double total, List<String> parts) {}

    @Test
    @Timeout(value = 15, unit = MINUTES)
    void streamsGoOnAfterAKill() throws Exception {
        int times = Integer.getInteger("failover", 1);
        try (Mill mill = new Mill(folder)) {
            mill.startBroker();
            mill.createTopics(PARTITIONS, GROUP);
            try (PointFeeder feeder = new PointFeeder(mill.bootstrapServers(), Mill.POINTS, STREAMS);
                    CommittedTail tail = mill.tail(PARTITIONS, GROUP)) {
                feeder.allow(ENOUGH);
                tell("restart", restarts(mill, tail, times));
                tell("takeover", takeOvers(mill, tail, times));
            }
        }
    }

    private static List<Failover> restarts(Mill mill, CommittedTail tail, int times) throws Exception {
        List<Failover> all = new ArrayList<>();
        MillraceProcess one = mill.serve(GROUP, "one");
        try {
            one.awaitLine(Mill::restored);
            for (int i = 0; i < times; i++) {
                awaitAll(tail, Instant.now());
                one.kill();
                Instant killed = Instant.now();
                one = mill.serve(GROUP, "one");
                all.add(failover(killed, awaitAll(tail, killed), one, "kernels:", "given partitions", "restored"));
            }
            assertEquals(143, one.stop());
        } finally {
            one.close();
        }
        return all;
    }

    private static List<Failover> takeOvers(Mill mill, CommittedTail tail, int times) throws Exception {
        List<Failover> all = new ArrayList<>();
        String[] names = {"one", "two"};
        MillraceProcess[] instances = {mill.serve(GROUP, "one"), mill.serve(GROUP, "two")};
        try {
            for (int i = 0; i < times; i++) {
                for (MillraceProcess instance : instances) {
                    instance.awaitLine(Mill::restored);
                }
                awaitAll(tail, Instant.now());
                int victim = i % 2;
                instances[victim].kill();
                Instant killed = Instant.now();
                all.add(failover(
                        killed, awaitAll(tail, killed), instances[1 - victim], "given partitions", "restored"));
                instances[victim] = mill.serve(GROUP, names[victim]);
            }
        } finally {
            instances[0].close();
            instances[1].close();
        }
        return all;
    }

    private static Instant awaitAll(CommittedTail tail, Instant since) {
        return Awaitility.await("predictions of all partitions")
                .pollInterval(Duration.ofMillis(5))
                .atMost(90, SECONDS)
                .until(
                        () -> tail.partitionsSince(since.toEpochMilli()) >= PARTITIONS ? Instant.now() : null,
                        at -> at != null);
    }

    private static Failover failover(Instant killed, Instant predicted, MillraceProcess survivor, String... steps)
            throws Exception {
        List<String> parts = new ArrayList<>();
        LocalTime from = LocalTime.ofInstant(killed, ZoneId.systemDefault());
        for (String step : steps) {
            survivor.lines().stream()
                    .filter(line -> line.contains(step))
                    .map(line -> seconds(Duration.between(from, LocalTime.parse(line.substring(0, 12)))))
                    .filter(after -> after >= 0)
                    .findFirst()
                    .ifPresent(after -> parts.add("%s %.1f".formatted(step.replace(":", ""), after)));
        }
        return new Failover(seconds(Duration.between(killed, predicted)), parts);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static void tell(String what, List<Failover> all) {
        for (Failover one : all) {
            System.out.printf("%s: %.1f s (%s)%n", what, one.total, String.join(", ", one.parts));
        }
        List<Double> sorted = new ArrayList<>(all.stream().map(Failover::total).toList());
        Collections.sort(sorted);
        System.out.printf(
                "%s: median %.1f s, longest %.1f s of %d; load of the machine %.1f on %d cores%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1),
                sorted.size(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
    }
}
