package io.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kafka.EmbeddedBroker;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamModels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a service tells of itself (log, metrics, health, configuration, errors) holds nothing of its records, good ones and bad
 * ones, and no secret. Both are planted: in records, calls, credentials; then all that was said is searched.
 */
@Timeout(300)
class SilenceIT {
    private static final String PLANTED = "planted-by-the-test";
    private static final double NUMBER = 98712365.5;

    /** The text, and the number's digits as any form of it has them. */
    private static final Pattern TRACE = Pattern.compile(PLANTED + "|9[.,]?8[.,]?7[.,]?1[.,]?2[.,]?3[.,]?6");

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int GOOD = 3;

    private static final List<String> BAD = List.of(
            PLANTED,
            "{\"x\":\"" + PLANTED + "\",\"y\":1}",
            "{\"" + PLANTED + "\":1}",
            "{\"x\":" + NUMBER + "}",
            "[" + NUMBER + "," + NUMBER + "," + NUMBER + "]",
            "[" + NUMBER + ",1e999]",
            "[" + NUMBER + ",{\"" + PLANTED + "\":[[[[[[",
            "{\"x\":" + NUMBER + ",\"y\":" + NUMBER + "} " + PLANTED,
            PLANTED.repeat(10_000));

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "json"})
    void neitherRecordsNorSecretsAreTold(String format) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Path config = config(broker.bootstrapServers());
            Map<String, String> environment = Map.of(
                    "MILLRACE_LOG", format,
                    "MILLRACE_HTTP_AUTH_TOKEN", PLANTED,
                    "MILLRACE_KAFKA_SSL_KEYSTORE_PASSWORD", PLANTED,
                    "MILLRACE_KAFKA_SASL_JAAS_CONFIG", "Module required password=\"" + PLANTED + "\";");
            try (MillraceProcess service = MillraceProcess.start(
                    folder.resolve("log"), environment, 512, "serve", "--config", config.toString())) {
                Matcher ports = Pattern.compile("127\\.0\\.0\\.1:(\\d+)/, .* port (\\d+),")
                        .matcher(service.awaitLine(line -> line.startsWith("serving on")));
                assertTrue(ports.find());
                URI open = URI.create("http://127.0.0.1:" + ports.group(1));
                URI management = URI.create("http://127.0.0.1:" + ports.group(2));
                service.awaitLine(line -> line.contains("restored"));
                send(broker.bootstrapServers());
                await().atMost(PATIENCE).until(() -> counted(management, "predictions") == GOOD);
                await().atMost(PATIENCE).until(() -> counted(management, "rejected") == BAD.size());
                call(open, management);
                service.awaitLine(line -> line.contains("expected 2xx")); // the webhook's address is a secret, too
                for (String path : List.of("/config", "/metrics", "/health/ready", "/health/live", "/models/ball")) {
                    assertSilent(path, get(management.resolve(path)).body());
                }
                assertTrue(get(management.resolve("/config")).body().contains("(hidden)"));
                assertEquals(143, service.stop());
                assertSilent("log", String.join("\n", service.lines()));
            }
        }
    }

    private Path config(String bootstrapServers) throws IOException {
        Path file = folder.resolve("ball.h5");
        StreamModel model = StreamModels.lstm(8, "1");
        KerasModelFile.write(new KerasModel(model.network(), "1").withEncoding(model.encoding()), file);
        return Files.writeString(
                folder.resolve("millrace.yaml"), """
                kafka: { bootstrap.servers: "%s", topics: { partitions: 1 }, some.plugins.property: %s }
                http: { port: 0, managementPort: 0, auth: { token: from-the-environment } }
                instance: pod-0
                models:
                  ball:
                    input: { topic: points, features: [x, "y"] }
                    output: { topic: predictions, ahead: 2 }
                    file: "%s"
                    retrain: { every: never, minimum: 100, webhook: "http://127.0.0.1:1/%s" }
                """.formatted(bootstrapServers, PLANTED, file, PLANTED));
    }

    private static void send(String bootstrapServers) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < GOOD; i++) {
                producer.send(record("[" + NUMBER + "," + NUMBER + "]"));
            }
            BAD.forEach(value -> producer.send(record(value)));
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("points", PLANTED.getBytes(UTF_8), value.getBytes(UTF_8));
        record.headers().add("traceparent", PLANTED.getBytes(UTF_8)).add(PLANTED, PLANTED.getBytes(UTF_8));
        return record;
    }

    /** Whatever may be asked for with a record's content, or a secret, in it; answers go to who sent them, so they may say it. */
    private void call(URI open, URI management) throws Exception {
        for (String token : List.of(PLANTED, PLANTED + "-wrong")) {
            for (String body : BAD) {
                exchange("POST", open.resolve("/models/ball/forecast"), token, body);
                exchange("POST", open.resolve("/v2/models/ball/infer"), token, body);
                exchange("POST", open.resolve("/v2/models/" + PLANTED + "/infer"), token, body);
                exchange("PUT", open.resolve("/models/ball/file"), token, body);
            }
            exchange("GET", open.resolve("/streams/ball/" + PLANTED), token, "");
        }
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws" + open.toString().substring(4) + "/live?access_token=" + PLANTED),
                        new WebSocket.Listener() {})
                .join();
        for (String frame : List.of(
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"prefix\":\"" + PLANTED + "\"}",
                "{\"type\":\"" + PLANTED + "\"}",
                PLANTED)) {
            socket.sendText(frame, true).join();
        }
        String stream = "/streams/ball/" + PLANTED;
        assertTrue(exchange("GET", management.resolve(stream), "", "").contains(PLANTED), "that is what it is for");
        exchange("PUT", management.resolve(stream + "/state"), "", PLANTED);
        exchange("POST", management.resolve(stream + "/fork?to=" + PLANTED + "-2"), "", "");
        exchange("DELETE", management.resolve(stream), "", "");
        exchange("POST", management.resolve("/models/ball/rollback?version=" + PLANTED), "", "");
        exchange("POST", management.resolve("/models/ball/retrain"), "", "");
    }

    private String exchange(String method, URI uri, String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int counted(URI management, String what) throws Exception {
        return get(management.resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("millrace_" + what + "_total"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void assertSilent(String where, String text) {
        for (String line : text.lines().toList()) {
            assertTrue(!TRACE.matcher(line).find(), () -> where + ": " + line);
        }
    }

    /** A secret of the wrong form is an error of its own; the line names the key. */
    @Test
    void noErrorOfTheConfigurationHasASecret() throws Exception {
        Path config = Files.writeString(folder.resolve("wrong.yaml"), """
                kafka: { bootstrap.servers: "broker:9092", ssl.keystore.password: { a: %1$s }, sasl.jaas.config: [%1$s] }
                http: { auth: { token: [%1$s] } }
                tracing: { endpoint: 5 }
                models:
                  ball:
                    input: { topic: points, features: [x, "y"] }
                    output: { topic: predictions }
                    retrain: { every: 10m, webhook: "ftp://%1$s/ %1$s" }
                  net:
                    input: { topic: nets, features: [x, "y"] }
                    output: { topic: predictions }
                    retrain: { every: 10m, webhook: { a: %1$s } }
                """.formatted(PLANTED));
        try (MillraceProcess check =
                MillraceProcess.start(folder.resolve("check"), "check", "--config", config.toString())) {
            assertEquals(2, check.awaitExit());
            String said = String.join("\n", check.lines());
            assertSilent("check", said);
            for (String key : List.of(
                    "http.auth.token",
                    "ssl.keystore.password",
                    "sasl.jaas.config",
                    "ball.retrain.webhook",
                    "net.retrain.webhook")) {
                assertTrue(said.contains(key), said);
            }
        }
    }
}
