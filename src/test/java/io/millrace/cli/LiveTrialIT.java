package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.CommittedRecords;
import io.millrace.codec.PointJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.demo.BallKind;
import io.millrace.demo.BallSimulation;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.kafka.SharedBroker;
import io.millrace.stream.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A challenger that has learned from recorded flights of foam balls, beside a champion of the usual ball, on the flights that
 * come: unseen, or serving a share of the streams.
 */
@ExtendWith(SharedBroker.class)
class LiveTrialIT {
    private static final String NOTHING_NEW =
            "expected at least 4 sequences to learn from and 6 to be judged on, found 0 and 0";

    @TempDir
    private static Path directory;

    private final Map<String, String> client;
    private int flights;
    private int points;

    LiveTrialIT(EmbeddedBroker broker) {
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @BeforeAll
    static void aChampionOfTheUsualBall() {
        DriftIT.champion(directory.resolve("ball.h5"));
    }

    private ServiceUnderTest start(String group, String trial) {
        return new ServiceUnderTest(
                """
                kafka: { bootstrap.servers: "%1$s", group.id: %2$s }
                http: { port: 0, managementPort: 0 }
                models:
                  ball:
                    input: { topic: %2$s.points, features: [x, y, z] }
                    output: { topic: %2$s.predictions }
                    file: %3$s
                    retrain: { every: never, drift: false, minimum: 100, window: 20000, epochs: 8, older: 0, cpu: 1.0, %4$s }
                """.formatted(client.get("bootstrap.servers"), group, directory.resolve("ball.h5"), trial));
    }

    /** Flights one beside the other, so that every stream takes part in what happens meanwhile. */
    private void fly(String group, BallKind kind, int count) {
        try (PointSender sender = PointSender.to(client, group + ".points", new PointJson(BallSimulation.FEATURES))) {
            List<double[][]> paths = new BallSimulation(new Random(flights), kind).flights(count);
            for (int n = 0; n < 40; n++) {
                for (int flight = 0; flight < count; flight++) {
                    if (n < paths.get(flight).length) {
                        sender.send("ball-" + (flights + flight), paths.get(flight)[n]);
                        points++;
                    }
                }
            }
            flights += count;
        }
    }

    private List<Prediction> predictions(String group) throws RejectedException {
        List<Prediction> predictions = new ArrayList<>();
        for (byte[] value : CommittedRecords.values(client, group + ".predictions", points)) {
            predictions.add((Prediction) new PredictionJson().read(value));
        }
        assertEquals(points, predictions.size());
        return predictions;
    }

    /** Every stream's versions only ever rise; how many predictions each version made. */
    private Map<String, Integer> versions(String group) throws RejectedException {
        Map<String, Integer> last = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Prediction one : predictions(group)) {
            int version = Integer.parseInt(one.model().version());
            assertTrue(version >= last.getOrDefault(one.stream().toString(), 0), () -> one.stream() + " went back");
            last.put(one.stream().toString(), version);
            counts.merge(one.model().version(), 1, Integer::sum);
        }
        return counts;
    }

    private List<String> events(String group, int count) {
        return CommittedRecords.values(client, group + ".events", count).stream()
                .map(value -> new String(value, UTF_8))
                .toList();
    }

    /** What comes from here on is no part of what the challenger learns from, and all that it is compared on. */
    private void beginTraining(ServiceUnderTest mill, String group) throws RejectedException {
        mill.awaitReady();
        fly(group, BallKind.FOAM, 60);
        predictions(group);
        mill.post("/models/ball/retrain");
        await().atMost(ServiceUnderTest.PATIENCE).until(() -> {
            String says = mill.get("/models/ball");
            return says.contains("trains version 2") || says.contains("version 2 ");
        });
    }

    @Test
    void besideTheChampionAChallengerWinsOnPointsOfItsKind() throws RejectedException {
        try (ServiceUnderTest mill = start("shadowwins", "shadow: 6s")) {
            beginTraining(mill, "shadowwins");
            fly("shadowwins", BallKind.FOAM, 30);
            mill.awaitVersion("ball", 2);
            String event = events("shadowwins", 1).get(0);
            assertTrue(event.contains("\"event\":\"PROMOTED\""), event);
            assertTrue(event.contains("beside the champion, on 30 streams"), event);
            versions("shadowwins");
            assertEquals(0, mill.aborted());
        }
    }

    /** It won on what was recorded. */
    @Test
    void besideTheChampionAChallengerLosesOnPointsOfAnotherKind() throws RejectedException {
        try (ServiceUnderTest mill = start("shadowloses", "shadow: 6s")) {
            beginTraining(mill, "shadowloses");
            fly("shadowloses", BallKind.TABLE_TENNIS, 30);
            mill.awaitText("/models/ball", "version 2 worse in shadow");
            assertTrue(mill.get("/models/ball").contains("\"version\":\"1\""));
            String event = events("shadowloses", 1).get(0);
            assertTrue(event.contains("\"event\":\"WORSE_IN_SHADOW\""), event);
            assertTrue(event.contains("beside the champion, on 30 streams"), event);
            assertEquals(1, mill.meter("millrace_retrainings_seconds_count", "code=\"WORSE_IN_SHADOW\""));
            assertEquals(Map.of("1", points), versions("shadowloses"));
            assertEquals(0, mill.aborted());
        }
    }

    /** Flights until the canary is decided on; some of them are its streams. */
    private void flyUntil(ServiceUnderTest mill, String group, BallKind kind, String decided) throws RejectedException {
        mill.awaitText("/models/ball", "version 2 serves a share");
        for (int portion = 0; portion < 60 && !mill.get("/models/ball").contains(decided); portion++) {
            fly(group, kind, 10);
            predictions(group);
        }
        mill.awaitText("/models/ball", decided);
    }

    @Test
    void aCanaryThatIsBetterServesAllInTheEnd() throws RejectedException {
        try (ServiceUnderTest mill = start("canarywins", "canary: { share: 0.4, time: 8s }")) {
            beginTraining(mill, "canarywins");
            flyUntil(mill, "canarywins", BallKind.FOAM, "version 2 promoted");
            mill.awaitVersion("ball", 3);
            await().atMost(ServiceUnderTest.PATIENCE).until(() -> {
                fly("canarywins", BallKind.FOAM, 5);
                return versions("canarywins").containsKey("3");
            });
            Map<String, Integer> counts = versions("canarywins");
            assertTrue(counts.get("1") > 0 && counts.getOrDefault("2", 0) > 0, counts::toString);
            List<String> told = events("canarywins", 2);
            assertTrue(told.get(0).contains("\"event\":\"CANARY\",\"version\":\"2\",\"share\":0.4"), told::toString);
            assertTrue(told.get(1).contains("\"event\":\"PROMOTED\""), told::toString);
            assertTrue(told.get(1).contains("as a canary, on "), told::toString);
            assertEquals(0, mill.aborted());
        }
    }

    @Test
    void aCanaryThatIsWorseIsRolledBackByItself() throws RejectedException {
        try (ServiceUnderTest mill = start("canaryloses", "canary: { share: 0.4, time: 8s }")) {
            beginTraining(mill, "canaryloses");
            flyUntil(mill, "canaryloses", BallKind.TABLE_TENNIS, "version 2 worse as canary");
            mill.awaitVersion("ball", 3);
            await().atMost(ServiceUnderTest.PATIENCE).until(() -> {
                fly("canaryloses", BallKind.TABLE_TENNIS, 5);
                return versions("canaryloses").containsKey("3");
            });
            assertTrue(versions("canaryloses").getOrDefault("2", 0) > 0);
            List<String> told = events("canaryloses", 3);
            assertTrue(told.get(1).contains("\"event\":\"ROLLBACK\",\"version\":\"3\",\"to\":\"1\""), told::toString);
            assertTrue(told.get(2).contains("\"event\":\"WORSE_AS_CANARY\""), told::toString);
            assertEquals(1, mill.meter("millrace_retrainings_seconds_count", "code=\"WORSE_AS_CANARY\""));
            assertEquals(0, mill.aborted());
        }
    }

    /** Nobody is there to end it but whoever retrains next. */
    @Test
    void aCanaryDoesNotOutliveItsRetrainer() throws RejectedException {
        String trial = "canary: { share: 0.4, time: 1h }";
        try (ServiceUnderTest mill = start("canaryleft", trial)) {
            beginTraining(mill, "canaryleft");
            mill.awaitText("/models/ball", "version 2 serves a share");
            await().atMost(ServiceUnderTest.PATIENCE).until(() -> {
                fly("canaryleft", BallKind.FOAM, 5);
                return versions("canaryleft").containsKey("2");
            });
        }
        try (ServiceUnderTest again = start("canaryleft", trial)) {
            again.awaitVersion("ball", 3);
            again.awaitReady();
            fly("canaryleft", BallKind.FOAM, 5);
            versions("canaryleft");
            List<String> told = events("canaryleft", 2);
            assertTrue(told.get(1).contains("\"event\":\"ROLLBACK\",\"version\":\"3\",\"to\":\"1\""), told::toString);
        }
    }

    @Test
    void aRestartDoesNotLearnTheSameWindowTwice() throws RejectedException {
        try (ServiceUnderTest mill = start("once", "keep: 3")) {
            beginTraining(mill, "once");
            mill.awaitVersion("ball", 2);
        }
        try (ServiceUnderTest again = start("once", "keep: 3")) {
            again.awaitVersion("ball", 2);
            again.awaitReady();
            again.post("/models/ball/retrain");
            again.awaitText("/models/ball", NOTHING_NEW);
            fly("once", BallKind.FOAM, 30);
            predictions("once");
            again.post("/models/ball/retrain");
            again.awaitText("/models/ball", "version 3 ");
            List<String> told = events("once", 3);
            assertTrue(told.get(1).contains("TOO_LITTLE_DATA"), told::toString);
            assertTrue(!told.get(2).contains("TOO_LITTLE_DATA"), told::toString);
        }
    }

    @Test
    void pointsOlderThanAskedForAreNotLearned() throws RejectedException {
        try (ServiceUnderTest mill = start("old", "oldest: 1h")) {
            mill.awaitReady();
            long twoHoursAgo = System.currentTimeMillis() - Duration.ofHours(2).toMillis();
            try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                    new HashMap<String, Object>(client), new StringSerializer(), new ByteArraySerializer())) {
                PointJson json = new PointJson(BallSimulation.FEATURES);
                for (double[][] flight : new BallSimulation(new Random(1), BallKind.FOAM).flights(60)) {
                    for (int n = 0; n < 20; n++) {
                        producer.send(new ProducerRecord<>(
                                "old.points", null, twoHoursAgo + 10 * n, "old-" + points / 20, json.write(flight[n])));
                        points++;
                    }
                }
            }
            predictions("old");
            mill.post("/models/ball/retrain");
            mill.awaitText("/models/ball", NOTHING_NEW);
            fly("old", BallKind.FOAM, 60);
            predictions("old");
            mill.post("/models/ball/retrain");
            mill.awaitVersion("ball", 2);
        }
    }

    @Test
    void aTrainingCanBeEndedAndItsWindowIsLearnedAnotherTime() throws RejectedException {
        try (ServiceUnderTest mill = start("ended", "shadow: 1h")) {
            mill.awaitReady();
            assertEquals(409, mill.status("DELETE", "/models/ball/retrain"), "there is none");
            beginTraining(mill, "ended");
            mill.awaitText("/models/ball", "runs beside the champion");
            assertEquals(202, mill.status("DELETE", "/models/ball/retrain"));
            mill.awaitText("/models/ball", "version 2 was ended");
            String event = events("ended", 1).get(0);
            assertTrue(event.contains("\"event\":\"ENDED\""), event);
            mill.post("/models/ball/retrain");
            mill.awaitText("/models/ball", "runs beside the champion");
            assertEquals(Map.of("1", points), versions("ended"));
        }
    }
}
