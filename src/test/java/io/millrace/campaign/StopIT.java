package io.millrace.campaign;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.MillraceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM under load: an instance commits what it has, writes its states and leaves its group. The group would wait half an
 * hour for one that has not left, so that another takes over is proof that it has.
 */
class StopIT {
    private static final String GROUP = "stopped";
    private static final int STREAMS = 500;
    private static final int PARTITIONS = 4;
    private static final int ROUNDS = 60;
    private static final Duration NOBODY_WAITS = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS) // the logs of all processes
    Path folder;

    @Test
    @Timeout(value = 10, unit = MINUTES)
    void whoIsStoppedLeavesItsGroupAndAnotherGoesOnAtOnce() throws Exception {
        try (Mill mill = new Mill(folder).withSession(Duration.ofMinutes(29))) {
            mill.startBroker();
            mill.createTopics(PARTITIONS, GROUP);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", mill.bootstrapServers()));
                    PointFeeder feeder = new PointFeeder(mill.bootstrapServers(), Mill.POINTS, STREAMS);
                    CommittedTail tail = mill.tail(PARTITIONS, GROUP);
                    MillraceProcess one = mill.serve(GROUP, "one");
                    MillraceProcess two = mill.serve(GROUP, "two")) {
                one.awaitLine(Mill::restored);
                feeder.allow(ROUNDS);
                await("each to have its share", () -> partitions(admin).equals(List.of(2, 2)));
                await("points", () -> tail.total() > (long) STREAMS * ROUNDS / 4);

                double left = stop(two);
                long began = System.nanoTime();
                long at = System.currentTimeMillis();
                await("one to have all", () -> partitions(admin).equals(List.of(PARTITIONS)));
                feeder.allow(ROUNDS);
                await("all to go on", () -> tail.partitionsSince(at) == PARTITIONS);
                System.out.printf(
                        "stop: ended %.1f s after SIGTERM; another predicts for its streams %.1f s later%n",
                        left, (System.nanoTime() - began) / 1e9);
                assertWritten(one);

                long points = 2L * ROUNDS * STREAMS;
                await("the rest", () -> tail.total() >= points);
                stop(one);
                await("nobody to be left", () -> partitions(admin).isEmpty());
                Map<String, String> digests = tail.digests();
                assertEquals(points, tail.total());
                assertEquals(new Recalculation(mill, 2 * ROUNDS).digests(tail.versions()), digests);
            }
        }
    }

    /** Seconds that it took. */
    private static double stop(MillraceProcess instance) throws Exception {
        long began = System.nanoTime();
        assertEquals(143, instance.stop());
        double took = (System.nanoTime() - began) / 1e9;
        assertTrue(
                instance.lines().stream().noneMatch(line -> line.contains("in time") || line.contains(" ERROR ")),
                () -> "it did not end in peace");
        return took;
    }

    /** What the other left is in its states to the last point: none is to be taken again. */
    private static void assertWritten(MillraceProcess survivor) throws Exception {
        List<String> restored = survivor.lines().stream().filter(Mill::restored).toList();
        String last = restored.get(restored.size() - 1);
        assertTrue(last.contains("of 2 partitions") && last.contains(" and 0 points since"), last);
    }

    /** How many each member of the group has. */
    private static List<Integer> partitions(Admin admin) throws Exception {
        return admin
                .describeConsumerGroups(List.of(GROUP + ".ball"))
                .all()
                .get()
                .values()
                .iterator()
                .next()
                .members()
                .stream()
                .map(MemberDescription::assignment)
                .map(assignment -> assignment.topicPartitions().size())
                .toList();
    }

    private static void await(String what, Callable<Boolean> holds) {
        Awaitility.await(what).atMost(NOBODY_WAITS).until(holds);
    }
}
