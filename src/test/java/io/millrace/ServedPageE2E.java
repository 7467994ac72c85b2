package io.millrace;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.codec.PointJson;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.keras.KerasModelFile;
import io.millrace.web.Browser;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that stays open while the service behind it is killed and started again; who may see it bears a token. */
class ServedPageE2E {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String TOKEN = "seen-by-those-who-bear-it-0123456789";

    @TempDir
    Path folder;

    @Test
    void thePageGoesOnWithoutReloadWhenTheServiceIsKilledAndComesBack() throws Exception {
        assumeTrue(Files.isExecutable(Browser.CHROMIUM), "skipped: there is no " + Browser.CHROMIUM);
        Files.createDirectories(SCREENSHOTS);
        int port = freePort();
        Vertx vertx = Vertx.vertx();
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Browser browser = new Browser(vertx, Files.createTempDirectory(SCREENSHOTS.getParent(), "chromium-"))) {
            Path config = config(broker.bootstrapServers(), port);
            Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (MillraceProcess service = serve(config, "first");
                    PointSender sender = PointSender.to(client, "points", new PointJson(FreshModel.FEATURES))) {
                service.awaitLine(line -> line.contains("restored"));
                browser.look(1280, 900, "light");
                browser.go("http://127.0.0.1:" + port + "/#token=" + TOKEN);
                awaitConnection(browser, "Live");
                assertEquals("", browser.value("location.hash"), "the token does not stay in sight");
                browser.value("window.neverReloaded = true");
                send(sender, "before-", 0);
                awaitStreams(browser, "before-");

                service.kill();
                await().atMost(PATIENCE)
                        .until(() -> !browser.text("#connection").equals("Live"));
                browser.screenshot(SCREENSHOTS.resolve("page-without-service.png"));
                send(sender, "meanwhile-", 10);

                try (MillraceProcess again = serve(config, "second")) {
                    again.awaitLine(line -> line.contains("restored"));
                    awaitConnection(browser, "Live");
                    awaitStreams(browser, "meanwhile-");
                    send(sender, "after-", 20);
                    awaitStreams(browser, "after-");
                    assertEquals(true, browser.value("window.neverReloaded === true"));
                    browser.screenshot(SCREENSHOTS.resolve("page-with-service-again.png"));
                    assertEquals(143, again.stop());
                }
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @Test
    void whoBearsNoTokenSeesNothing() throws Exception {
        assumeTrue(Files.isExecutable(Browser.CHROMIUM), "skipped: there is no " + Browser.CHROMIUM);
        Files.createDirectories(SCREENSHOTS);
        int port = freePort();
        Vertx vertx = Vertx.vertx();
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                MillraceProcess service = serve(config(broker.bootstrapServers(), port), "guarded");
                Browser browser = new Browser(vertx, Files.createTempDirectory(SCREENSHOTS.getParent(), "chromium-"))) {
            service.awaitLine(line -> line.contains("restored"));
            browser.go("http://127.0.0.1:" + port + "/");
            await().atMost(PATIENCE)
                    .until(() -> browser.text("#connection").startsWith("The service asks for a token"));
            browser.screenshot(SCREENSHOTS.resolve("page-without-token.png"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void awaitConnection(Browser browser, String state) {
        await().atMost(PATIENCE).until(() -> browser.text("#connection").equals(state));
    }

    private static void awaitStreams(Browser browser, String prefix) {
        await().atMost(PATIENCE).until(() -> browser.text("#streams").contains(prefix));
    }

    private static void send(PointSender sender, String prefix, int from) {
        for (int round = from; round < from + 20; round++) {
            for (int stream = 0; stream < 5; stream++) {
                double t = 0.1 * round + stream;
                sender.send(prefix + stream, new double[] {Math.sin(t), Math.cos(t), 0.01 * round});
            }
        }
    }

    private MillraceProcess serve(Path config, String run) throws IOException {
        return MillraceProcess.start(folder.resolve(run + ".log"), "serve", "--config", config.toString());
    }

    private Path config(String bootstrapServers, int port) throws IOException {
        Path model = folder.resolve("ball.h5");
        KerasModelFile.write(FreshModel.lstm(16, 1), model);
        Path config = folder.resolve("millrace.yaml");
        Files.writeString(config, """
                kafka: { bootstrap.servers: "%s", group.id: watched }
                http: { port: %d, managementPort: 0, auth: { token: %s } }
                instance: one
                models:
                  ball:
                    input: { topic: points, features: [x, y, z] }
                    output: { topic: predictions, ahead: 3 }
                    file: %s
                """.formatted(bootstrapServers, port, TOKEN, model));
        return config;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
