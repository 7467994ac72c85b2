package io.millrace.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.demo.BallSimulation;
import io.millrace.demo.FlightPlayer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser, without Kafka: predictions go straight to the hub. Leaves screenshots in target. */
final class LivePageE2E {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext(); // the hub's one thread
    private final LiveHub hub =
            new LiveHub(List.of(new LiveModel("ball", "out", List.of("x", "y", "z"), "m", "constant velocity")));
    private long offset;
    private HttpServer server;
    private Browser browser;

    @BeforeEach
    void openThePage() throws IOException {
        assumeTrue(Files.isExecutable(Browser.CHROMIUM), "skipped: there is no " + Browser.CHROMIUM);
        Files.createDirectories(SCREENSHOTS);
        server = onContext(() -> listen(0));
        browser = new Browser(vertx, Files.createTempDirectory(SCREENSHOTS.getParent(), "chromium-"));
        browser.look(1600, 1000, "light");
        browser.go("http://127.0.0.1:" + server.actualPort() + "/");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text("#connection").equals("Live"));
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        done(vertx.close());
    }

    @Test
    void itSaysThatItWaitsForTheFirstPoint() {
        assertTrue((Boolean) browser.value("document.querySelector('#empty').checkVisibility()"));
        play();
        await().until(() -> !(Boolean) browser.value("document.querySelector('#empty').checkVisibility()"));
    }

    @Test
    void figuresStreamsAndPathsAppearInEveryLook() throws IOException {
        play();
        await().atMost(Duration.ofSeconds(20)).until(() -> streams() > 6);
        assertTrue(Double.parseDouble(browser.text("#rate")) > 0);
        assertTrue(browser.text("#error").endsWith("mm"), browser.text("#error"));
        assertTrue(browser.text("#baseline").endsWith("mm"), browser.text("#baseline"));
        assertTrue(browser.text("#skill").endsWith("%"), browser.text("#skill"));
        assertEquals("constant velocity", browser.text("#baseline-line"));
        for (int width : List.of(320, 800, 1600)) {
            for (String scheme : List.of("light", "dark")) {
                browser.look(width, 1000, scheme);
                await().until(() -> colours("#views canvas") > 5);
                await().until(() -> colours("#chart canvas") > 2);
                assertEquals(0, browser.value("(e => e.scrollWidth - e.clientWidth)(document.documentElement)"));
                browser.screenshot(SCREENSHOTS.resolve("live-" + scheme + "-" + width + ".png"));
            }
        }
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void aSelectedStreamIsDrawnAlone() {
        play();
        await().until(() -> streams() > 2);
        browser.value("[...document.querySelectorAll('#streams input')].at(-1).click()");
        await().until(() -> label().endsWith("1 stream"));
        browser.value("document.querySelector('#streams input').click()");
        await().until(() -> label().endsWith("streams"));
    }

    @Test
    void answersThatAreNoPointsAreShownAsText() {
        String head = "{\"stream\":\"play\",\"n\":%d,\"t\":0,\"model\":\"ball\",\"version\":\"1\",";
        String letter = head + "\"token\":\"%s\",\"label\":\"e\",\"probabilities\":{\"1\":0.25,\"e\":0.5}}";
        String end = head.replace("play", "word") + "\"outputs\":[\"K\",\"AH\"],\"text\":\"K AH\",\"final\":true}";
        context.runOnContext(v -> {
            publish("play", letter.formatted(1, "T"));
            publish("play", letter.formatted(2, "h"));
        });
        await().until(() -> browser.text("#tokens .tokens").equals("Th"));
        assertTrue(browser.text("#tokens .next").contains("e50 %"), browser.text("#tokens .next"));
        assertEquals(1, streams());
        context.runOnContext(v -> publish("word", end.formatted(2)));
        await().until(() -> browser.text("#answers").contains("K AH"));
        assertTrue(browser.text("#answers").endsWith("final"), browser.text("#answers"));
        assertEquals(2, streams());
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void aLostConnectionIsSaidAndComesBackByItself() {
        play();
        await().until(() -> streams() > 0);
        browser.value("window.notReloaded = true");
        int port = server.actualPort();
        done(server.close());
        await().until(() -> browser.text("#connection").startsWith("Connection lost"));
        await().atMost(Duration.ofSeconds(20)).until(() -> browser.text("#rate").equals("0"));
        server = onContext(() -> listen(port));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text("#connection").equals("Live"));
        await().until(() -> !browser.text("#rate").equals("0"));
        assertEquals(true, browser.value("window.notReloaded"));
    }

    private void publish(String stream, String record) {
        hub.publish(List.of(new LiveRecord("ball", 0, offset++, stream, record)));
    }

    private void play() {
        BallSimulation balls = new BallSimulation(new SplittableRandom(5));
        PretendedPredictions predictions = new PretendedPredictions(this::publish);
        Duration step = Duration.ofMillis(10);
        FlightPlayer player = new FlightPlayer("b-", balls::flight, 5, step, Duration.ofMillis(300), predictions);
        context.runOnContext(v -> vertx.setPeriodic(10, tick -> player.advance(System.nanoTime())));
    }

    private Future<HttpServer> listen(int port) {
        return vertx.createHttpServer(LiveServer.options())
                .requestHandler(new LiveServer(vertx, hub).router())
                .listen(port, "127.0.0.1");
    }

    private int streams() {
        return ((Number) browser.value("document.querySelectorAll('#streams .stream').length - 1"))
                .intValue(); // without "all"
    }

    private String label() {
        return String.valueOf(browser.value("document.querySelector('#views canvas')?.ariaLabel ?? ''"));
    }

    /** How many different colours a canvas shows. */
    private int colours(String canvas) {
        return ((Number) browser.value("(() => { const c = document.querySelector('" + canvas + "');"
                        + "const copy = new OffscreenCanvas(c.width, c.height).getContext('2d');"
                        + "copy.drawImage(c, 0, 0);"
                        + "return new Set(new Uint32Array(copy.getImageData(0, 0, c.width, c.height).data.buffer)).size"
                        + "})()"))
                .intValue();
    }

    private <T> T onContext(Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        context.runOnContext(v -> work.get().onComplete(result));
        return done(result.future());
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
