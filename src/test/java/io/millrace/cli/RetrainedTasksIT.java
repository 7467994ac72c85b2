package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.millrace.CommittedRecords;
import io.millrace.codec.PointJson;
import io.millrace.demo.BallKind;
import io.millrace.demo.BallSimulation;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.kafka.SharedBroker;
import io.millrace.kafka.TopicCreation;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Activation;
import io.millrace.training.InitialWeights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every task that can be retrained, from topic to topic. */
@ExtendWith(SharedBroker.class)
class RetrainedTasksIT {
    private final Map<String, String> client;

    RetrainedTasksIT(EmbeddedBroker broker) {
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private String yaml(String group, String model) {
        return """
                kafka: { bootstrap.servers: "%s", group.id: %s }
                http: { port: 0, managementPort: 0 }
                models:
                """.formatted(client.get("bootstrap.servers"), group) + model;
    }

    private PointSender sender(String topic) {
        return PointSender.to(client, topic, new PointJson(List.of("x")));
    }

    private void lines(int from, int to, boolean labelled) {
        Random random = new Random(from);
        try (PointSender points = sender("lines.points");
                PointSender labels = sender("lines.labels")) {
            for (int i = from; i < to; i++) {
                boolean rises = random.nextBoolean();
                String stream = "line-" + i;
                for (int n = 0; n < 12; n++) {
                    points.send(stream, new double[] {(rises ? 0.2 : -0.2) * n + 0.05 * random.nextGaussian()});
                }
                points.end(stream);
                if (labelled) {
                    labels.sendValue(stream, (rises ? "\"up\"" : "down").getBytes(UTF_8));
                }
            }
        }
    }

    /** The labels mean something else from now on; some are of a kind that the model does not know. */
    private void linesTurned(int from, int to) {
        lines(from, to, false);
        Random random = new Random(from);
        try (PointSender labels = sender("lines.labels")) {
            for (int i = from; i < to; i++) {
                String opposite = random.nextBoolean() ? "down" : "up";
                labels.sendValue("line-" + i, (i % 20 == 0 ? "sideways" : opposite).getBytes(UTF_8));
                for (int n = 0; n < 12; n++) {
                    random.nextGaussian();
                }
            }
        }
    }

    /** From nothing but points on one topic and labels on another; then others, first beside the champion. */
    @Test
    void labelsFromATopicOfTheirOwnTeachAModelToTellThem() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", client.get("bootstrap.servers")))) {
            TopicCreation.create(admin, new NewTopic("lines.labels", 2, (short) 1));
        }
        try (ServiceUnderTest mill = new ServiceUnderTest(yaml("lines", """
                  lines:
                    input: { topic: lines.points, features: [x] }
                    output: { topic: lines.told }
                    predict: label
                    retrain: { labels: lines.labels, every: never, drift: false, minimum: 500, older: 0, epochs: 60, cpu: 1.0, shadow: 6s, network: [ {GRU: {units: 8}} ] }
                """))) {
            lines(0, 150, true);
            mill.post("/models/lines/retrain");
            mill.awaitVersion("lines", 1);
            lines(150, 200, false);
            List<byte[]> told = CommittedRecords.values(client, "lines.told", 200);
            assertEquals(200, told.size());
            Random random = new Random(150);
            int right = 0;
            Map<String, String> labels = new HashMap<>();
            for (int i = 150; i < 200; i++) {
                labels.put("\"line-" + i + "\"", random.nextBoolean() ? "up" : "down");
                for (int n = 0; n < 12; n++) {
                    random.nextGaussian();
                }
            }
            for (byte[] value : told) {
                String answer = new String(value, UTF_8);
                for (Map.Entry<String, String> label : labels.entrySet()) {
                    right += answer.contains("\"stream\":" + label.getKey())
                                    && answer.contains("\"label\":\"" + label.getValue() + "\"")
                            ? 1
                            : 0;
                }
            }
            int found = right;
            assertTrue(right >= 48, () -> found + " of 50 are right");

            linesTurned(200, 400);
            CommittedRecords.values(client, "lines.told", 400);
            mill.post("/models/lines/retrain");
            await().atMost(ServiceUnderTest.PATIENCE).until(() -> {
                String says = mill.get("/models/lines");
                return says.contains("trains version 2") || says.contains("version 2 ");
            });
            linesTurned(400, 440); // two of them with a label that nobody knows
            mill.awaitVersion("lines", 2);
            String event = new String(
                    CommittedRecords.values(client, "lines.events", 2).get(1), UTF_8);
            assertTrue(event.contains("expected labels of [down, up], found [sideways] too: left out"), event);
            assertTrue(event.contains("beside the champion, on 38 streams"), event);
        }
    }

    @Test
    void lettersThatFollowOneAnotherOtherwiseAreLearned(@TempDir Path directory) {
        Vocabulary vocabulary = Vocabulary.of(Vocabulary.Kind.CHARACTERS, "abcd");
        TokenEncoding encoding = new TokenEncoding(vocabulary, TokenEncoding.Form.ONE_HOT);
        Architecture architecture = new Architecture(
                4,
                List.of(
                        new RecurrentLayer.Gru("gru", 12, Activation.TANH, Activation.SIGMOID, true, true, true),
                        new Layer.Dense("dense", 4, Activation.SOFTMAX, true)));
        Path file = directory.resolve("letters.h5");
        KerasModelFile.write(
                new KerasModel(new SequenceModel(InitialWeights.of(architecture, 1)), "1").withEncoding(encoding),
                file);
        try (ServiceUnderTest mill = new ServiceUnderTest(yaml("letters", """
                  letters:
                    input: { topic: letters.in, tokens: characters }
                    output: { topic: letters.out }
                    file: %s
                    retrain: { every: never, drift: false, minimum: 500, epochs: 200, cpu: 1.0, shadow: 2s }
                """.formatted(file)))) {
            try (PointSender letters = sender("letters.in")) {
                Random random = new Random(1);
                for (int stream = 0; stream < 40; stream++) {
                    int letter = random.nextInt(4);
                    for (int n = 0; n < 60; n++) {
                        String text = "\"" + "abcd".charAt(letter) + "\"";
                        letters.sendValue("text-" + stream, text.getBytes(UTF_8));
                        letter = random.nextInt(10) == 0 ? random.nextInt(4) : (letter + 1) % 4;
                    }
                }
            }
            mill.post("/models/letters/retrain");
            mill.awaitVersion("letters", 2);
            assertEquals(
                    2400, CommittedRecords.values(client, "letters.out", 2400).size());
        }
    }

    /** The points of a flight come in any order, but bear numbers; the challenger runs beside the champion first. */
    @Test
    void numberedPointsAreLearnedInTheirOrderAndTheWebhookIsTold() throws IOException {
        List<String> posted = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try (ServiceUnderTest mill = new ServiceUnderTest(
                yaml("numbered", """
                  ball:
                    input: { topic: numbered.in, features: [x, y, z] }
                    output: { topic: numbered.out }
                    order: { field: seq, wait: 2s, most: 50 }
                    retrain:
                      every: never
                      drift: false
                      minimum: 1000
                      epochs: 8
                      cpu: 1.0
                      shadow: 4s
                      webhook: "http://127.0.0.1:%d/"
                      network: [ {GRU: {units: 16}}, {Dense: {units: 3}} ]
                """.formatted(server.getAddress().getPort())))) {
            int first = fly(0, 80, BallKind.TABLE_TENNIS);
            mill.post("/models/ball/retrain");
            mill.awaitVersion("ball", 1);
            CommittedRecords.values(client, "numbered.out", first);
            int second = fly(80, 160, BallKind.FOAM);
            mill.post("/models/ball/retrain");
            mill.awaitText("/models/ball", "runs beside the champion");
            int third = fly(160, 180, BallKind.FOAM);
            mill.awaitVersion("ball", 2);
            CommittedRecords.values(client, "numbered.out", first + second + third);
            await().until(() ->
                    posted.stream().filter(one -> one.contains("PROMOTED")).count() == 2);
            assertTrue(
                    posted.stream().anyMatch(one -> one.contains("\"event\":\"SHADOW\",\"version\":\"2\"")),
                    posted::toString);
            assertTrue(posted.get(posted.size() - 1).contains("beside the champion, on "), posted::toString);
        } finally {
            server.stop(0);
        }
    }

    private int fly(int from, int to, BallKind kind) {
        int sent = 0;
        try (PointSender sender = sender("numbered.in")) {
            BallSimulation balls = new BallSimulation(new Random(from), kind);
            for (int flight = from; flight < to; flight++) {
                double[][] points = balls.flight();
                List<Integer> order = new ArrayList<>();
                for (int n = 0; n < points.length; n += 4) {
                    List<Integer> some = new ArrayList<>();
                    for (int k = n; k < Math.min(n + 4, points.length); k++) {
                        some.add(k);
                    }
                    Collections.shuffle(
                            n == 0 ? new ArrayList<>() : some, new Random(n)); // the first number is the first
                    order.addAll(some);
                }
                for (int n : order) {
                    String point = String.format(
                            Locale.ROOT,
                            "{\"x\":%s,\"y\":%s,\"z\":%s,\"seq\":%d}",
                            points[n][0],
                            points[n][1],
                            points[n][2],
                            n);
                    sender.sendValue("flight-" + flight, point.getBytes(UTF_8));
                    sent++;
                }
                sender.end("flight-" + flight);
            }
        }
        return sent;
    }
}
