package io.millrace.cli;

import io.millrace.config.ConfigReader;
import io.millrace.config.MillraceConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A service and what its management port says. */
final class ServiceUnderTest implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Service service;
    private double abortedBefore;

    ServiceUnderTest(String yaml) {
        MillraceConfig config = ConfigReader.parse(yaml, Map.of());
        service = Service.start(
                config, config.models().stream().map(ServedModel::load).toList());
    }

    /** Transactions given up since it was ready: before, topics may just have been made. */
    double aborted() {
        return meter("millrace_aborted_total", "") - abortedBefore;
    }

    void awaitReady() {
        Awaitility.await().atMost(PATIENCE).until(service::ready);
        abortedBefore = meter("millrace_aborted_total", "");
    }

    private HttpResponse<String> request(String method, String path) {
        URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String get(String path) {
        return request("GET", path).body();
    }

    int status(String method, String path) {
        return request(method, path).statusCode();
    }

    /** Until it is accepted. */
    void post(String path) {
        Awaitility.await().atMost(PATIENCE).until(() -> status("POST", path) == 202);
    }

    void awaitText(String path, String text) {
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> service.ended().isDone())
                .untilAsserted(() -> {
                    String found = get(path);
                    if (!found.contains(text)) {
                        throw new AssertionError(path + ": expected " + text + ", found " + found);
                    }
                });
    }

    void awaitVersion(String model, int version) {
        awaitText("/models/" + model, "\"version\":\"" + version + "\"");
    }

    /** The sum of a counter's or gauge's lines that hold the text. */
    double meter(String name, String holding) {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(holding))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        service.close();
    }
}
