package io.millrace.campaign;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.MillraceProcess;
import io.millrace.campaign.Campaign.Blow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes, killed at random moments: what they commit in the end must be what a run that nobody disturbed commits, byte
 * for byte and in order per stream. The usual run takes two minutes, the long form a quarter of an hour:
 *
 * <pre>{@code ./mvnw test-compile failsafe:integration-test failsafe:verify -Dit.test=CampaignIT -Dcampaign=long}</pre>
 *
 * {@code -Dcampaign.seed=N} replays the moments, as far as processes allow; {@code -Dcampaign.standby=true} lets instances
 * stand by for one another, as they do in any case while models take over.
 */
class CampaignIT {
    private static final int STREAMS = 1000;
    private static final int PARTITIONS = 4;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS) // the logs of all processes
    Path folder;

    @Test
    @Timeout(value = 60, unit = MINUTES)
    void whateverIsKilledTheOutputIsThatOfAnUndisturbedRun() throws Exception {
        boolean isLong = "long".equals(System.getProperty("campaign"));
        long seed = Long.getLong("campaign.seed", System.nanoTime());
        System.out.println("campaign, seed " + seed);
        List<Blow> blows = isLong ? manyBlows(new Random(seed)) : fewBlows();
        int rounds = isLong ? 1000 : 200;

        try (Mill mill = Boolean.getBoolean("campaign.standby") ? new Mill(folder).withStandby() : new Mill(folder)) {
            mill.startBroker();
            mill.createTopics(PARTITIONS, "disturbed", "undisturbed");
            run(mill, seed, blows, rounds);
        }
    }

    /**
     * Nobody can say at which point a model takes over, but after each of its points a stream's predictions depend on the
     * points and the models before it alone: they are reckoned anew, in one thread and in no process that anyone kills.
     */
    @Test
    @Timeout(value = 15, unit = MINUTES)
    void whateverIsKilledWhileModelsTakeOverEveryPredictionIsThatOfItsModel() throws Exception {
        long seed = Long.getLong("campaign.seed", System.nanoTime());
        int rounds = 200;
        try (Mill mill = new Mill(folder).withModels().withStandby()) {
            mill.startBroker();
            mill.createTopics(PARTITIONS, "swapped");
            try (PointFeeder feeder = new PointFeeder(mill.bootstrapServers(), Mill.POINTS, STREAMS);
                    CommittedTail tail = mill.tail(PARTITIONS, "swapped");
                    Campaign swapped = new Campaign(mill, "swapped", feeder, tail, PARTITIONS, seed)) {
                swapped.begin();
                List<Blow> blows = fewBlows();
                for (int i = 0; i < blows.size(); i++) {
                    mill.publish("swapped", i + 2);
                    swapped.strike(blows.get(i), rounds * (i + 1) / blows.size() - rounds * i / blows.size());
                }
                swapped.end((long) rounds * STREAMS);
                Map<String, String> digests = tail.digests();
                Map<String, SortedMap<Long, Integer>> versions = tail.versions();
                System.out.printf(
                        "campaign with %d models, seed %d: %s; versions seen by a stream: %s%n",
                        blows.size(), seed, swapped.summary(), versions.get("stream-0"));
                assertEquals((long) rounds * STREAMS, tail.total());
                assertEquals(new Recalculation(mill, rounds).digests(versions), digests);
                assertTrue(versions.values().stream().anyMatch(seen -> seen.size() > 3), "models took over");
            }
        }
    }

    private static void run(Mill mill, long seed, List<Blow> blows, int rounds) throws Exception {
        try (PointFeeder feeder = new PointFeeder(mill.bootstrapServers(), Mill.POINTS, STREAMS);
                CommittedTail tail = mill.tail(PARTITIONS, "disturbed");
                Campaign disturbed = new Campaign(mill, "disturbed", feeder, tail, PARTITIONS, seed)) {
            disturbed.begin();
            for (int i = 0; i < blows.size(); i++) {
                disturbed.strike(blows.get(i), rounds * (i + 1) / blows.size() - rounds * i / blows.size());
            }
            disturbed.end((long) rounds * STREAMS);
            System.out.println("campaign, seed " + seed + ": " + disturbed.summary());
            Map<String, String> expected = undisturbed(mill, (long) rounds * STREAMS);
            assertEquals(STREAMS, expected.size());
            assertEquals(expected, tail.digests());
            assertEquals((long) rounds * STREAMS, tail.total());
        }
    }

    /** Digests by stream of a run of its own, over the same points. */
    private static Map<String, String> undisturbed(Mill mill, long points) throws Exception {
        try (CommittedTail tail = mill.tail(PARTITIONS, "undisturbed");
                MillraceProcess service = mill.serve("undisturbed", "one")) {
            service.awaitLine(Mill::restored);
            Awaitility.await("the undisturbed run").atMost(5, MINUTES).until(() -> tail.total() >= points);
            service.stop();
            Map<String, String> digests = tail.digests();
            assertEquals(points, tail.total());
            return digests;
        }
    }

    private static List<Blow> fewBlows() {
        return List.of(
                Blow.KILL, Blow.KILL_AND_WAIT, Blow.JOIN, Blow.TAKE_OVER, Blow.LEAVE, Blow.KILL, Blow.KILL_AND_WAIT);
    }

    /** Thirty kills of the service, five of the broker, fifteen visits of a second and a third instance. */
    private static List<Blow> manyBlows(Random random) {
        List<Blow> all = new ArrayList<>();
        for (int block = 0; block < 10; block++) {
            List<Blow> alone = new ArrayList<>(List.of(Blow.KILL, Blow.KILL_AND_WAIT));
            List<Blow> together = new ArrayList<>(List.of(Blow.TAKE_OVER));
            if (block % 2 == 0) {
                (random.nextBoolean() ? alone : together).add(Blow.KILL_BROKER);
            }
            Collections.shuffle(alone, random);
            Collections.shuffle(together, random);
            all.addAll(alone);
            int visitors = 1 + block % 2;
            all.addAll(Collections.nCopies(visitors, Blow.JOIN));
            all.addAll(together);
            all.addAll(Collections.nCopies(visitors, Blow.LEAVE));
        }
        return all;
    }
}
