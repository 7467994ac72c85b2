package io.millrace.verticle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.metrics.Meters;
import io.millrace.web.ModelRoutes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ManagementVerticleIT {
    private final AtomicBoolean restored = new AtomicBoolean();
    private final Meters meters = new Meters();
    private final Vertx vertx = Vertx.builder().withMetrics(meters.vertx()).build();
    private final ManagementVerticle management = new ManagementVerticle(
            "127.0.0.1",
            0,
            Map.of("states-restored", restored::get, "always", () -> true),
            new ManagementVerticle.Pages(meters::scrape, "{\"commit\":\"50ms\"}"),
            Map.of(),
            new ModelRoutes(Map.of()));

    @BeforeEach
    void start() {
        vertx.deployVerticle(management)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        meters.close();
    }

    @Test
    void itLivesBeforeItIsReady() throws IOException, InterruptedException {
        assertEquals(200, get("/health/live").statusCode());
        HttpResponse<String> waiting = get("/health/ready");
        assertEquals(503, waiting.statusCode());
        assertTrue(waiting.body().contains("\"states-restored\""), waiting.body());

        restored.set(true);
        assertEquals(200, get("/health/ready").statusCode());
        restored.set(false);
        assertEquals(503, get("/health/ready").statusCode());
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void metricsAreInPrometheusTextFormat() throws IOException, InterruptedException {
        meters.loop("ball", "pod-0-0");
        HttpResponse<String> response = get("/metrics");
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                response.headers().firstValue("Content-Type").orElse(""));
        for (String part : new String[] {"millrace_points_total{model=\"ball\"}", "jvm_memory_used_bytes", "vertx_"}) {
            assertTrue(response.body().contains(part), part);
        }
    }

    @Test
    void theConfigurationIsShownAsItWasGiven() throws IOException, InterruptedException {
        assertEquals("{\"commit\":\"50ms\"}", get("/config").body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + management.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
