package io.millrace.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.MillraceProcess;
import io.millrace.api.ApiServer.Connection;
import io.millrace.api.ApiServer.Reply;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences that go through the topics, in processes that are killed. */
class DurableSequencesIT {
    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void aBrokerAndAModelThatAddsUp() {
        broker = EmbeddedBroker.start();
        KerasModelFile.write(new KerasModel(ApiServer.sums("sum", "x").network(), "1"), folder.resolve("sum.h5"));
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    private record Service(MillraceProcess process, int port) implements AutoCloseable {
        static Service start(String instance, String run) throws IOException {
            Path config = folder.resolve(instance + ".yaml");
            Files.writeString(config, """
                    kafka: { bootstrap.servers: "%s", group.id: durable, topics: { partitions: 4 } }
                    http: { port: 0, managementPort: 0 }
                    instance: %s
                    models:
                      sum:
                        input: { topic: numbers, features: [x] }
                        output: { topic: sums }
                        file: %s
                        api: { durable: true }
                    """.formatted(broker.bootstrapServers(), instance, folder.resolve("sum.h5")));
            MillraceProcess process =
                    MillraceProcess.start(folder.resolve(run + ".log"), 256, "serve", "--config", config.toString());
            Matcher port = Pattern.compile("serving on http://127.0.0.1:(\\d+)/")
                    .matcher(process.awaitLine(line -> line.contains("serving on")));
            assertTrue(port.find());
            return new Service(process, Integer.parseInt(port.group(1)));
        }

        Connection connect() throws IOException {
            Awaitility.await("readiness").atMost(90, SECONDS).until(() -> {
                try (Connection connection = new Connection(port)) {
                    return connection.get("/v2/health/ready").status() == 200;
                }
            });
            return new Connection(port);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @Test
    void killedInTheMiddleASequenceGivesTheSameNumbers() throws Exception {
        try (Service first = Service.start("one", "one-1");
                Connection connection = first.connect()) {
            assertEquals(1, infer(connection, 1, true, false));
            for (int i = 2; i <= 4; i++) {
                infer(connection, i, false, false);
            }
            first.process().kill();
        }
        try (Service second = Service.start("one", "one-2");
                Connection connection = second.connect()) {
            for (int i = 5; i <= 8; i++) {
                infer(connection, i, false, false);
            }
            assertEquals(45, infer(connection, 9, false, true));
            assertUnknown(connection);
            assertUnknown(connection); // what was sent in vain has left nothing
            assertEquals(42, infer(connection, 42, true, true));
            assertUnknown(connection);
            Reply refused =
                    connection.post("/v2/models/sum/infer", InferenceProtocolIT.request("9", 1e300, true, false));
            assertEquals(400, refused.status());
            assertTrue(refused.text().startsWith("{\"error\":\"OUT_OF_RANGE: "), refused.text());

            try (Service other = Service.start("two", "two");
                    Connection there = other.connect()) {
                double sum = 0;
                for (int sequence = 100; sequence < 108; sequence++) { // of all partitions, whoever owns them
                    for (int i = 1; i <= 9; i++) {
                        sum = infer(i % 2 == 0 ? connection : there, Integer.toString(sequence), i, i == 1, i == 9);
                    }
                    assertEquals(45, sum);
                }
            }
        }
    }

    private static void assertUnknown(Connection connection) throws IOException {
        Reply unknown = connection.post("/v2/models/sum/infer", InferenceProtocolIT.request("42", 1, false, false));
        assertEquals(400, unknown.status(), unknown.text());
        assertTrue(unknown.text().contains("must specify the START flag"), unknown.text());
    }

    private static double infer(Connection connection, double value, boolean start, boolean end) throws IOException {
        return infer(connection, "42", value, start, end);
    }

    private static double infer(Connection connection, String id, double value, boolean start, boolean end)
            throws IOException {
        Reply reply = connection.post("/v2/models/sum/infer", InferenceProtocolIT.request(id, value, start, end));
        assertEquals(200, reply.status(), reply.text());
        JsonObject answer = new JsonObject(reply.text());
        assertEquals(true, answer.getJsonObject("parameters").getBoolean("durable"));
        return answer.getJsonArray("outputs")
                .getJsonObject(0)
                .getJsonArray("data")
                .getDouble(0);
    }
}
