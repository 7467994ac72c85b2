package io.millrace.campaign;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.MillraceProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million streams in a service with a heap of 1 GB, through a broker, killed in between: all in memory, and with a fifth of
 * them there. Prints how long it takes to restore them.
 *
 * <pre>{@code ./mvnw test-compile failsafe:integration-test failsafe:verify -Dit.test=ManyStreamsKilledIT -Dstreams=1000000}</pre>
 */
@EnabledIfSystemProperty(named = "streams", matches = "[0-9]+", disabledReason = "asked for by -Dstreams=1000000")
class ManyStreamsKilledIT {
    private static final int PARTITIONS = 4;
    private static final int HEAP = 1024; // mebibytes
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 50, unit = MINUTES)
    void memoryBoundOrNotTheyComeBackAlike() throws Exception {
        int streams = Integer.getInteger("streams");
        try (Mill mill = new Mill(folder, 16, HEAP)) {
            mill.startBroker();
            mill.createTopics(PARTITIONS, "memory", "disk");
            try (PointFeeder feeder = new PointFeeder(mill.bootstrapServers(), Mill.POINTS, streams)) {
                feeder.allow(1);
                long inMemory = run(mill, "memory", feeder, streams);
                long onDisk = run(mill.withRoom(streams / 5), "disk", feeder, streams);
                assertEquals(inMemory, onDisk, "sum of predictions");
            }
        }
    }

    /** The second point of each stream comes after a kill; it is there already in a second run. Returns their sum. */
    private static long run(Mill mill, String group, PointFeeder feeder, int streams) throws Exception {
        try (PredictionSum sum = new PredictionSum(mill, PARTITIONS, group)) {
            try (MillraceProcess first = mill.serve(group, "one")) {
                first.awaitLine(Mill::restored);
                sum.await(streams, PATIENCE);
                first.kill();
            }
            try (MillraceProcess second = mill.serve(group, "one")) {
                String line = second.awaitLine(Mill::restored);
                System.out.println(group + ": " + line.substring(line.indexOf(": restored") + 2));
                if (group.equals("memory")) {
                    feeder.allow(1);
                }
                sum.await(2L * streams, PATIENCE);
                assertEquals(2L * streams, sum.count());
                assertTrue(second.lines().stream().noneMatch(text -> text.contains("OutOfMemory")));
                assertEquals(143, second.stop());
            }
            return sum.sum();
        }
    }
}
