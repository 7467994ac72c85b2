package io.millrace.deploy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.MillraceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Prometheus scrapes a running demo: every panel of the dashboard has data, every alert can be evaluated. */
@Timeout(300)
final class PrometheusIT {
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    @Test
    void everyPanelShowsTheDemo() throws Exception {
        assumeTrue(Files.isExecutable(PROGRAM), "skipped: there is no " + PROGRAM);
        try (MillraceProcess demo = MillraceProcess.start(
                folder.resolve("demo.log"), "demo", "--port", "0", "--management-port", "0", "--broker-port", "0")) {
            String metrics = demo.awaitLine(line -> line.startsWith("metrics "));
            sendNoPoint(word(demo.awaitLine(line -> line.startsWith("broker "))).replace(",", ""));
            Process prometheus = prometheus(URI.create(word(metrics)));
            try {
                awaitServer();
                everyExpressionHasData();
                everyRuleIsHealthy();
            } finally {
                prometheus.destroyForcibly().waitFor();
            }
        }
    }

    private static String word(String line) {
        return line.split("\\s+", -1)[1];
    }

    private static void sendNoPoint(String broker) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("ball.points", "ball", "no point"));
        }
    }

    private Process prometheus(URI metrics) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("prometheus.yaml"), """
                global: { scrape_interval: 1s, evaluation_interval: 1s }
                rule_files: [%s]
                scrape_configs:
                  - job_name: millrace
                    metrics_path: %s
                    static_configs: [{ targets: ["%s"], labels: { namespace: default, pod: demo } }]
                """.formatted(
                Chart.FOLDER.resolve("alerts.yaml").toAbsolutePath(), metrics.getPath(), metrics.getAuthority()));
        return new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private void awaitServer() {
        Awaitility.await("Prometheus")
                .atMost(60, SECONDS)
                .ignoreExceptions()
                .until(() -> get("/api/v1/query?query=up")
                                .path("data")
                                .path("result")
                                .size()
                        > 0);
    }

    private void everyExpressionHasData() throws IOException {
        for (String expression : new Dashboard().expressions("10s")) {
            String query = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
            Awaitility.await("data of " + expression)
                    .atMost(60, SECONDS)
                    .until(() -> get(query).path("data").path("result").size() > 0);
        }
    }

    private void everyRuleIsHealthy() throws IOException, InterruptedException {
        JsonNode groups = get("/api/v1/rules").path("data").path("groups");
        assertEquals(1, groups.size());
        assertTrue(groups.get(0).path("rules").size() >= 9);
        for (JsonNode rule : groups.get(0).path("rules")) {
            assertEquals("ok", rule.path("health").asText(), rule::toString);
            assertEquals("inactive", rule.path("state").asText().replace("pending", "inactive"), rule::toString);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(response.body());
    }
}
