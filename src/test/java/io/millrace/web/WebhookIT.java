package io.millrace.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookIT {
    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void aServerThatMayFail() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            boolean fails = failures.getAndDecrement() > 0;
            if (!fails) {
                posted.add(body);
            }
            exchange.sendResponseHeaders(fails ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Webhook webhook(int most) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        Webhook webhook = new Webhook(address, Duration.ofMillis(1), most);
        webhook.start();
        return webhook;
    }

    @Test
    void whatFailsIsTriedAgainAndTheOrderStays() {
        open.countDown();
        failures.set(3);
        try (Webhook webhook = webhook(10)) {
            webhook.post("{\"event\":1}");
            webhook.post("{\"event\":2}");
            await().until(() -> posted.size() == 2);
        }
        assertEquals(List.of("{\"event\":1}", "{\"event\":2}"), posted);
    }

    @Test
    void whatFailsAgainAndAgainIsLeftOut() {
        open.countDown();
        failures.set(4);
        try (Webhook webhook = webhook(10)) {
            webhook.post("{\"event\":1}");
            webhook.post("{\"event\":2}");
            await().until(() -> !posted.isEmpty());
        }
        assertEquals(List.of("{\"event\":2}"), posted);
    }

    /** Nothing of this waits, although the server does. */
    @Test
    void whoeverPostsIsNotHeldUpAndTheQueueIsBounded() {
        try (Webhook webhook = webhook(5)) {
            for (int i = 0; i < 1000; i++) {
                webhook.post("{\"event\":" + i + "}");
            }
            assertEquals(0, posted.size());
            open.countDown();
            await().until(() -> posted.size() >= 5);
        }
        assertTrue(posted.size() <= 7, posted::toString);
    }
}
