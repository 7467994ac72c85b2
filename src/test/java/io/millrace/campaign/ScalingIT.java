package io.millrace.campaign;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.MillraceProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes with two loops each, from one to three to two while points keep coming, as an autoscaler would do it: no stream
 * begins anew, none is predicted twice, and every byte is that of a run that nobody scaled.
 */
class ScalingIT {
    private static final int STREAMS = 500;
    private static final int PARTITIONS = 8;
    private static final int LOOPS = 2; // of an instance
    private static final int STAGE = 40; // rounds

    @TempDir(cleanup = CleanupMode.ON_SUCCESS) // the logs of all processes
    Path folder;

    @Test
    @Timeout(value = 10, unit = MINUTES)
    void howeverManyServeTheOutputIsThatOfOne() throws Exception {
        try (Mill mill = new Mill(folder)) {
            mill.startBroker();
            mill.createTopics(PARTITIONS, "scaled", "alone");
            long points = 4L * STAGE * STREAMS;
            Map<String, String> scaled = scaled(mill, points);
            try (CommittedTail tail = mill.tail(PARTITIONS, "alone");
                    MillraceProcess one = mill.serve("alone", "one")) {
                awaitTotal(tail, points);
                assertEquals(143, one.stop());
                assertEquals(tail.digests(), scaled);
                assertEquals(points, tail.total());
            }
        }
    }

    private static Map<String, String> scaled(Mill mill, long points) throws Exception {
        List<MillraceProcess> instances = new ArrayList<>();
        try (PointFeeder feeder = new PointFeeder(mill.bootstrapServers(), Mill.POINTS, STREAMS);
                CommittedTail tail = mill.tail(PARTITIONS, "scaled")) {
            instances.add(mill.serve("scaled", "one", LOOPS));
            awaitStage(feeder, tail, instances, 1);
            instances.add(mill.serve("scaled", "two", LOOPS));
            instances.add(mill.serve("scaled", "three", LOOPS));
            awaitStage(feeder, tail, instances, 2);
            feeder.allow(STAGE);
            assertEquals(143, instances.remove(1).stop()); // in the midst of it
            awaitStage(feeder, tail, instances, 4);
            for (MillraceProcess instance : instances) {
                assertEquals(143, instance.stop());
            }
            Map<String, String> digests = tail.digests();
            assertEquals(points, tail.total());
            assertEquals(STREAMS, digests.size());
            return digests;
        } finally {
            instances.forEach(MillraceProcess::close);
        }
    }

    /** Sends a stage's points and waits for the predictions; every instance has had partitions of its own by then. */
    private static void awaitStage(
            PointFeeder feeder, CommittedTail tail, List<MillraceProcess> instances, int stages) {
        feeder.allow(STAGE);
        instances.forEach(instance -> instance.awaitLine(Mill::restored));
        awaitTotal(tail, (long) stages * STAGE * STREAMS);
        assertTrue(tail.total() <= (long) stages * STAGE * STREAMS, "more predictions than points");
    }

    private static void awaitTotal(CommittedTail tail, long points) {
        Awaitility.await(points + " predictions").atMost(3, MINUTES).until(() -> tail.total() >= points);
    }
}
