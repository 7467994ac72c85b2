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
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser, without Kafka: predictions go straight to the hub. Leaves screenshots in target. */
final class LivePageE2E {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext(); // the hub's one thread
    private final LiveHub hub = new LiveHub(List.of(
            new LiveModel("ball", "out", List.of("x", "y", "z"), "m", "constant velocity"),
            new LiveModel("text", "text.out", List.of(), "nats", "unigram")));
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
        for (int width : List.of(320, 1280, 3840)) {
            for (String scheme : List.of("light", "dark")) {
                browser.look(width, width / 16 * 9 + 600, scheme);
                await().until(() -> colours("#views canvas") > 5);
                await().until(() -> colours("#chart canvas") > 2);
                assertEquals(0, browser.value("(e => e.scrollWidth - e.clientWidth)(document.documentElement)"));
                assertEquals(List.of(), browser.inaccessible());
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
        await().until(() -> streams() == 1);
        context.runOnContext(v -> publish("word", end.formatted(2)));
        await().until(() -> browser.text("#answers").contains("K AH"));
        assertTrue(browser.text("#answers").endsWith("final"), browser.text("#answers"));
        await().until(() -> streams() == 2);
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

    @Test
    void anotherModelIsChosenAndItsTextsAreRead() throws IOException {
        String letter =
                "{\"stream\":\"reader-%d\",\"n\":%d,\"t\":0,\"model\":\"text\",\"version\":\"1\",\"token\":\"%s\","
                        + "\"label\":\"e\",\"probabilities\":{\"e\":0.5,\"a\":0.25},\"error\":%s,\"baselineError\":3}";
        String text = "the mill wheel turns in the race ";
        browser.value("[...document.querySelectorAll('#models input')].at(-1).click()");
        await().until(() -> browser.text("#model-name").equals("text"));
        int[] n = {0};
        context.runOnContext(v -> vertx.setPeriodic(20, id -> {
            String token = text.substring(n[0] % text.length(), n[0] % text.length() + 1);
            n[0]++;
            for (int reader = 1; reader <= 3; reader++) {
                String json = letter.formatted(reader, n[0], token, n[0] * reader % 7 * 0.8);
                hub.publish(List.of(new LiveRecord("text", 0, offset++, "reader-" + reader, json)));
            }
        }));
        await().until(() -> browser.text("#tokens .tokens").length() > 100);
        assertEquals(3, browser.value("document.querySelectorAll('#tokens article').length"));
        assertTrue(browser.text("#tokens .tokens").contains("wheel"));
        assertEquals(List.of(), browser.inaccessible());
        browser.screenshot(SCREENSHOTS.resolve("live-text.png"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void retrainingsProgressItsContestAndItsHistoryAppear() throws IOException {
        play();
        retraining(new JsonObject().put("event", "DRIFT").put("what", "ERROR").put("value", 0.02));
        retraining(new JsonObject().put("event", "TRAINING").put("version", "2").put("reason", "DRIFT"));
        retraining(new JsonObject().put("event", "PROGRESS").put("version", "2").put("share", 0.4));
        await().until(() -> browser.text("#training-state").contains("40 %"));
        assertEquals(0.4, ((Number) browser.value("document.querySelector('#training').value")).doubleValue(), 1e-9);
        assertEquals("1 drift alarm", browser.text("#drifts"));
        retraining(new JsonObject()
                .put("event", "PROMOTED")
                .put("version", "2")
                .put("reason", "DRIFT")
                .put("challenger", 0.0041)
                .put("champion", 0.0072)
                .put("baseline", 0.0068)
                .put("detail", "32 % better than the champion"));
        retraining(new JsonObject()
                .put("event", "NOT_BETTER")
                .put("version", "3")
                .put("reason", "TIME")
                .put("challenger", 0.0042)
                .put("champion", 0.0041)
                .put("baseline", 0.0068)
                .put("detail", "0 % better than the champion, 2 % are asked for"));
        await().until(() -> browser.text("#history").contains("Version 3 refused"));
        assertTrue(browser.text("#history").contains("Version 2 accepted"), browser.text("#history"));
        assertTrue(browser.text("#contest").contains("4.2 mm"), browser.text("#contest"));
        assertEquals(List.of(), browser.inaccessible());
        browser.screenshot(SCREENSHOTS.resolve("live-retraining.png"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void classesAreShownOverTheSequence() throws IOException {
        String head = "{\"stream\":\"hand-%d\",\"n\":%d,\"t\":0,\"model\":\"ball\",\"version\":\"1\",";
        context.runOnContext(v -> {
            for (int hand = 1; hand <= 3; hand++) {
                for (int n = 1; n <= 40; n++) {
                    double circle = 1 / (1 + Math.exp(-(n - 15.0 * hand) / 5));
                    String standing = n == 40 ? "final" : "provisional";
                    publish(
                            "hand-" + hand,
                            head.formatted(hand, n)
                                    + String.format(
                                            Locale.ROOT,
                                            "\"label\":\"%s\",\"probabilities\":{\"circle\":%.3f,\"line\":%.3f},\"%s\":true}",
                                            circle > 0.5 ? "circle" : "line",
                                            circle,
                                            1 - circle,
                                            standing));
                }
            }
        });
        await().until(() -> browser.text("#labels").contains("circle 99 %, final"));
        assertTrue(colours("#labels canvas") > 1);
        assertEquals(List.of(), browser.inaccessible());
        browser.screenshot(SCREENSHOTS.resolve("live-labels.png"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void streamsAreFoundAndChosenByKeyboard() {
        play();
        await().until(() -> streams() > 3);
        browser.value("document.querySelector('#search').focus()");
        browser.value("(s => { s.value = 'B-2'; })(document.querySelector('#search'))");
        await().until(() -> streams() == 1);
        browser.press("Tab"); // to "all", the one of the group that is chosen
        browser.press("ArrowDown");
        await().until(() -> label().endsWith("1 stream"));
        assertEquals("b-2, mean of 5 s", browser.text("#chart-of"));
    }

    /** Longer with {@code -Dlive.seconds=60}; then it must also keep up with the screen, if nothing else runs beside. */
    @Test
    void fiftyStreamsOfAHundredPointsASecondMoveWithoutGrowing() throws IOException {
        int seconds = Integer.getInteger("live.seconds", 6);
        BallSimulation balls = new BallSimulation(new SplittableRandom(5));
        List<LiveRecord> batch = new ArrayList<>();
        PretendedPredictions predictions = new PretendedPredictions(
                (stream, record) -> batch.add(new LiveRecord("ball", 0, offset++, stream, record)));
        FlightPlayer player =
                new FlightPlayer("b-", balls::flight, 50, Duration.ofMillis(10), Duration.ofMillis(300), predictions);
        context.runOnContext(v -> vertx.setPeriodic(50, tick -> {
            player.advance(System.nanoTime());
            hub.publish(List.copyOf(batch));
            batch.clear();
        }));
        browser.look(1280, 900, "light");
        await().until(() -> streams() >= 50);
        frames(seconds / 3.0); // the lists fill
        long before = browser.heap();
        double busy = browser.busyMillis();
        double frames = frames(seconds);
        busy = browser.busyMillis() - busy;
        long growth = browser.heap() - before;
        System.out.printf(
                Locale.ROOT,
                "50 streams at %s points/s: %.1f frames/s, page and raster take %.1f ms a frame; heap %.1f MB, %+.2f MB in %d s%n",
                browser.text("#rate"),
                frames,
                busy / (frames * seconds),
                before / 1e6,
                growth / 1e6,
                seconds);
        browser.screenshot(SCREENSHOTS.resolve("live-50-streams.png"));
        boolean soon = seconds < 60; // the lists may still fill, and other tests may run beside
        assertTrue(growth < (soon ? 10_000_000 : 2_000_000), "the page grew by " + growth + " bytes");
        assertTrue(soon || frames > 58, frames + " frames a second");
    }

    /** Frames a second, over some seconds; none of the page's answers takes long, however many they are. */
    private double frames(double seconds) {
        int parts = (int) Math.ceil(seconds / 10);
        return IntStream.range(0, parts)
                .mapToDouble(part -> framesOnce(seconds / parts))
                .average()
                .orElseThrow();
    }

    private double framesOnce(double seconds) {
        return ((Number) browser.value("new Promise(done => { let count = 0; const begin = performance.now();"
                        + "const next = now => { count++; if (now - begin < " + 1_000 * seconds
                        + ") requestAnimationFrame(next); else done(1000 * count / (now - begin)); };"
                        + "requestAnimationFrame(next); })"))
                .doubleValue();
    }

    private void retraining(JsonObject event) {
        context.runOnContext(v -> hub.retraining("ball", event));
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
