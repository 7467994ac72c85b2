package io.millrace;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.codec.PointJson;
import io.millrace.codec.PredictionJson;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.keras.KerasModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, killed and stopped as in life. */
class ServiceIT {
    private static final int STREAMS = 100;
    private static final int ROUNDS = 60;

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static Path model;

    @BeforeAll
    static void aBrokerAndAModel() {
        broker = EmbeddedBroker.start();
        model = folder.resolve("ball.h5");
        KerasModelFile.write(FreshModel.lstm(16, 1), model);
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    private static MillraceProcess serve(String group, String run) throws IOException {
        Path config = folder.resolve(group + ".yaml");
        Files.writeString(config, """
                kafka: { bootstrap.servers: "%s", group.id: %s }
                http: { port: 0, managementPort: 0 }
                instance: one
                models:
                  ball:
                    input: { topic: points, features: [x, y, z] }
                    output: { topic: %s.predictions, ahead: 3 }
                    file: %s
                """.formatted(broker.bootstrapServers(), group, group, model));
        return MillraceProcess.start(folder.resolve(run + ".log"), "serve", "--config", config.toString());
    }

    /** A point of every stream, a tenth of a second after the last: ten points a second each. */
    private static void send(PointSender sender, int fromRound, int toRound) throws InterruptedException {
        for (int round = fromRound; round < toRound; round++) {
            for (int stream = 0; stream < STREAMS; stream++) {
                double t = 0.1 * round + stream;
                sender.send("stream-" + stream, new double[] {Math.sin(t), Math.cos(t), 0.01 * round});
            }
            Thread.sleep(100); // the pace, not a wait for anything
        }
    }

    @Test
    void killedInTheMiddleItGoesOnAsIfNothingHadHappened() throws Exception {
        Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (MillraceProcess first = serve("killed", "killed-1");
                PointSender sender = PointSender.to(client, "points", new PointJson(FreshModel.FEATURES))) {
            first.awaitLine(line -> line.contains("restored"));
            send(sender, 0, ROUNDS / 2);
            first.kill();
            send(sender, ROUNDS / 2, ROUNDS / 2 + 5);

            try (MillraceProcess second = serve("killed", "killed-2")) {
                send(sender, ROUNDS / 2 + 5, ROUNDS);
                CommittedRecords killed = await("killed.predictions");
                assertEquals(143, second.stop());

                try (MillraceProcess undisturbed = serve("undisturbed", "undisturbed")) {
                    assertSameRecords(await("undisturbed.predictions"), killed);
                    undisturbed.stop();
                }
            }
        }
    }

    private static CommittedRecords await(String topic) {
        try (CommittedRecords records = new CommittedRecords(broker.bootstrapServers(), topic)) {
            Awaitility.await("predictions on " + topic)
                    .atMost(90, SECONDS)
                    .until(() -> records.poll() >= STREAMS * ROUNDS);
            return records;
        }
    }

    private static void assertSameRecords(CommittedRecords expected, CommittedRecords found) throws Exception {
        PredictionJson json = new PredictionJson();
        assertEquals(STREAMS, expected.byKey().size());
        assertEquals(expected.byKey().keySet(), found.byKey().keySet());
        for (Map.Entry<String, List<byte[]>> stream : expected.byKey().entrySet()) {
            List<byte[]> values = found.byKey().get(stream.getKey());
            assertEquals(ROUNDS, values.size(), stream.getKey());
            for (int i = 0; i < ROUNDS; i++) {
                assertEquals(i + 1, json.read(values.get(i)).n());
                assertArrayEquals(stream.getValue().get(i), values.get(i), stream.getKey() + " " + i);
            }
        }
        assertEquals(STREAMS * ROUNDS, found.total());
    }
}
