package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.PointJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
import io.millrace.demo.BallKind;
import io.millrace.demo.BallSimulation;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.kafka.SharedBroker;
import io.millrace.stream.Prediction;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A service that begins without a model, learns one, replaces it, and brings the first one back. */
@ExtendWith(SharedBroker.class)
class RetrainingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Map<String, String> client;
    private final MillraceConfig config;
    private int flights;
    private int points;

    RetrainingIT(EmbeddedBroker broker) {
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
        config = config("one");
    }

    private MillraceConfig config(String instance) {
        return ConfigReader.parse("""
                kafka: { bootstrap.servers: "%s", group.id: retraining }
                http: { port: 0, managementPort: 0 }
                instance: %s
                models:
                  ball:
                    input: { topic: retraining.points, features: [x, y, z] }
                    output: { topic: retraining.predictions }
                    retrain:
                      every: never
                      drift: false
                      minimum: 1000
                      epochs: 8
                      cpu: 1.0
                      network: [ {GRU: {units: 16}}, {Dense: {units: 3}} ]
                """.formatted(client.get("bootstrap.servers"), instance), Map.of());
    }

    private Service start() {
        return start(config);
    }

    private static Service start(MillraceConfig config) {
        return Service.start(
                config, config.models().stream().map(ServedModel::load).toList());
    }

    /** A number, but none that a network can reckon with: refused, and not learned from either. */
    private static final double[] NO_VALUE = {Double.MAX_VALUE, 0, 0};

    private void fly(BallKind kind, int count) {
        BallSimulation balls = new BallSimulation(new Random(flights), kind);
        try (PointSender sender = PointSender.to(client, "retraining.points", new PointJson(BallSimulation.FEATURES))) {
            for (double[][] flight : balls.flights(count)) {
                String stream = "ball-" + flights++;
                for (double[] point : flight) {
                    sender.send(stream, point);
                    points++;
                }
                sender.send(stream, NO_VALUE);
                sender.end(stream);
            }
            for (double[][] flight : balls.flights(3)) { // some stay in the air and see the next model
                for (double[] point : List.of(flight).subList(0, 10)) {
                    sender.send("staying-" + kind, point);
                    points++;
                }
            }
        }
    }

    /** A loop takes a version up between two transactions, some time after it was heard of. */
    private void flyUntilServed(String version) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            fly(BallKind.FOAM, 1);
            return predictions().stream()
                    .anyMatch(prediction -> prediction.model().version().equals(version));
        });
    }

    private static HttpResponse<String> request(Service service, String method, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + path);
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void post(Service service, String path) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> request(service, "POST", path).statusCode() == 202);
    }

    private static void awaitVersion(Service service, String version) {
        Awaitility.await().atMost(PATIENCE).until(() -> request(service, "GET", "/models/ball")
                .body()
                .contains("\"version\":\"" + version + "\""));
    }

    private List<Prediction> predictions() throws RejectedException {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        List<Prediction> predictions = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("retraining.predictions").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (predictions.size() < points && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    predictions.add(new PredictionJson().read(record.value()));
                }
            }
        }
        return predictions;
    }

    @Test
    void aServiceWithoutAModelLearnsOneReplacesItAndGoesBack() throws Exception {
        try (Service service = start()) {
            assertEquals(404, request(service, "POST", "/models/other/retrain").statusCode());
            assertEquals(503, request(service, "GET", "/health/ready").statusCode(), "there is no model yet");
            fly(BallKind.TABLE_TENNIS, 80);
            post(service, "/models/ball/retrain");
            awaitVersion(service, "1");
            service.awaitReady(PATIENCE);
            assertEquals(points, predictions().size());

            fly(BallKind.FOAM, 80);
            post(service, "/models/ball/retrain");
            awaitVersion(service, "2");
            flyUntilServed("2");
            assertEquals(points, predictions().size());
            assertEquals(400, request(service, "POST", "/models/ball/rollback").statusCode());
            assertEquals(
                    409,
                    request(service, "POST", "/models/ball/rollback?version=9").statusCode());
            post(service, "/models/ball/rollback?version=1");
            awaitVersion(service, "3");
            String metrics = request(service, "GET", "/metrics").body();
            assertTrue(metrics.contains("millrace_model_version{model=\"ball\"} 3.0"), metrics);
            assertTrue(metrics.contains("code=\"PROMOTED\""), metrics);
        }
        try (Service again = start()) {
            again.awaitReady(PATIENCE);
            assertTrue(request(again, "GET", "/models/ball").body().contains("\"kept\":[1, 2, 3]"));
            flyUntilServed("3");
            List<Prediction> all = predictions();
            assertEquals(points, all.size());
            Map<String, Integer> last = new HashMap<>();
            for (Prediction prediction : all) {
                int version = Integer.parseInt(prediction.model().version());
                int before = last.getOrDefault(prediction.stream().toString(), 1);
                assertTrue(version >= before, () -> prediction.stream() + " went back");
                last.put(prediction.stream().toString(), version);
            }
            requireOneRetrainer(again);
            assertTrue(last.containsValue(1) && last.containsValue(2) && last.containsValue(3), last::toString);
        }
    }

    /** A second instance does not retrain, until the first is gone; it serves the same version. */
    private void requireOneRetrainer(Service first) throws IOException, InterruptedException {
        try (Service second = start(config("two"))) {
            awaitVersion(second, "3");
            assertEquals(409, request(second, "POST", "/models/ball/retrain").statusCode());
            first.close();
            post(second, "/models/ball/retrain");
        }
    }
}
