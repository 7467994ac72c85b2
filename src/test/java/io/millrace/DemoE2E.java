package io.millrace;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.codec.PredictionJson;
import io.millrace.stream.Prediction;
import io.millrace.web.Browser;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command as a user runs it: its page, its topics, its summary. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoE2E {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path KCAT = Path.of("/usr/bin/kcat");

    @TempDir
    static Path folder;

    private static MillraceProcess demo;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(SCREENSHOTS);
        demo = MillraceProcess.start(
                folder.resolve("demo.log"),
                "demo",
                "--seconds=25",
                "--port=0",
                "--management-port=0",
                "--broker-port=0");
        demo.awaitLine(line -> line.contains("ends by itself"));
    }

    @AfterAll
    static void close() {
        demo.close();
    }

    @Test
    @Order(1)
    void thePageShowsFlightsAndTheirErrors() throws Exception {
        assumeTrue(Files.isExecutable(Browser.CHROMIUM), "skipped: there is no " + Browser.CHROMIUM);
        String page = demo.awaitLine(line -> line.startsWith("page ")).replaceFirst("page +", "");
        Vertx vertx = Vertx.vertx();
        try (Browser browser = new Browser(vertx, Files.createTempDirectory(SCREENSHOTS.getParent(), "chromium-"))) {
            browser.look(1600, 1000, "light");
            browser.go(page);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> browser.text("#skill").matches(".*\\d+.*"));
            browser.screenshot(SCREENSHOTS.resolve("demo.png"));
            assertEquals("Live", browser.text("#connection"));
            assertEquals(List.of(), browser.complaints());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    @Order(2)
    void kcatReadsPointsAndCommittedPredictions() throws Exception {
        assumeTrue(Files.isExecutable(KCAT), "skipped: there is no " + KCAT);
        PredictionJson json = new PredictionJson();
        for (String line : kcat("ball.predictions", 200)) {
            Prediction prediction = json.read(line.getBytes(StandardCharsets.UTF_8));
            assertEquals(3, prediction.next().length);
            assertEquals(10, prediction.ahead().size());
        }
        for (String line : kcat("ball.points", 200)) {
            assertTrue(line.isEmpty() || line.startsWith("{\"x\":"), line); // empty: the end of a flight
        }
    }

    private static List<String> kcat(String topic, int count) throws Exception {
        String line = demo.awaitLine(printed -> printed.contains("kcat -b"));
        String broker = line.replaceFirst(".*kcat -b (\\S+) .*", "$1");
        Path read = folder.resolve(topic);
        Process process = new ProcessBuilder(
                        KCAT.toString(),
                        "-q",
                        "-b",
                        broker,
                        "-C",
                        "-t",
                        topic,
                        "-X",
                        "isolation.level=read_committed",
                        "-c",
                        Integer.toString(count))
                .redirectOutput(read.toFile())
                .start();
        assertEquals(0, process.waitFor());
        List<String> lines = Files.readAllLines(read);
        assertEquals(count, lines.size());
        return lines;
    }

    @Test
    @Order(3)
    void itEndsByItselfWithEveryPointAnswered() throws Exception {
        assertEquals(0, demo.awaitExit(), () -> "it printed " + lines());
        long points = Long.parseLong(figure("points "));
        assertTrue(points > 500, lines().toString());
        assertEquals(points, Long.parseLong(figure("predictions ")));
        double model = Double.parseDouble(figure("mean error, model "));
        double baseline = Double.parseDouble(figure("mean error, baseline "));
        assertTrue(model < baseline, lines().toString());
    }

    private static String figure(String name) {
        String line = demo.awaitLine(printed -> printed.startsWith(name));
        return line.substring(name.length()).trim().split(" ")[0];
    }

    private static List<String> lines() {
        try {
            return demo.lines();
        } catch (java.io.IOException e) {
            return List.of(e.toString());
        }
    }
}
