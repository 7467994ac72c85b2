package io.millrace.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.MillraceProcess;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamModels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process in a small heap, and a broker that is slow, then silent, then itself again, while there is far more to do than it
 * takes: the process is held back and nothing else. {@code -Dslow.points=100000 -Dslow.seconds=120 -Dslow.silence=PT2M} is
 * a long form.
 */
@Timeout(900)
class SlowBrokerIT {
    private static final int STREAMS = 400;
    private static final int POINTS = Integer.getInteger("slow.points", 20_000);
    private static final int SECONDS = Integer.getInteger("slow.seconds", 10);
    private static final Duration SILENCE = Duration.parse(System.getProperty("slow.silence", "PT8S"));
    private static final int HEAP = 96; // mebibytes
    private static final int RATE = 80_000; // bytes a second; some 200 predictions
    private static final String ABORTED = "millrace_aborted_total";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS) // the log of the process
    Path folder;

    @Test
    void aBrokerThatIsSlowOrSilentHoldsTheServiceBackAndNothingElse() throws Exception {
        StreamModel model = StreamModels.lstm(8, "1");
        try (DistantBroker broker = DistantBroker.start(folder.resolve("broker"));
                Millrun mill = new Millrun(Map.of("bootstrap.servers", broker.near()), Map.of(), model);
                MillraceProcess service = serve(broker, mill, model)) {
            String serving = service.awaitLine(line -> line.startsWith("serving on"));
            String management = "http://127.0.0.1:" + serving.replaceAll(".*on port (\\d+),.*", "$1");
            service.awaitLine(line -> line.contains(": restored "));
            await().atMost(Millrun.PATIENCE).until(() -> status(management) == 200);
            double joined = rebalances(management);

            broker.link().slow(RATE, Duration.ofMillis(20));
            List<ProducerRecord<byte[], byte[]>> points = mill.points(STREAMS, 0, POINTS / STREAMS);
            mill.send(points);
            slow(management, joined);
            silent(broker.link(), service, management);

            broker.link().fast();
            await("all predictions")
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> metric(management, "millrace_predictions_total") >= points.size());
            await().atMost(Millrun.PATIENCE).until(() -> status(management) == 200);
            assertEquals(mill.reference(points), mill.predictions(points.size()));
            System.out.printf(
                    "after the silence: %.0f transactions or sessions given up%n", metric(management, ABORTED));
            assertEquals(143, service.stop());
        }
    }

    /** A transaction may live four seconds: what a poll brings would take twice as long to go through. */
    private MillraceProcess serve(DistantBroker broker, Millrun mill, StreamModel model) throws IOException {
        Path file = folder.resolve("ball.h5");
        KerasModelFile.write(new KerasModel(model.network(), "1").withEncoding(model.encoding()), file);
        Map<String, Object> config = Map.of(
                "kafka",
                        Map.of(
                                "bootstrap.servers",
                                broker.far(),
                                "group.id",
                                mill.group,
                                "transaction.timeout.ms",
                                "4000"),
                "http", Map.of("port", 0, "managementPort", 0),
                "models",
                        Map.of(
                                "ball",
                                Map.of(
                                        "input", Map.of("topic", mill.topics.input(), "features", List.of("x", "y")),
                                        "output", Map.of("topic", mill.topics.output(), "ahead", Millrun.AHEAD),
                                        "file", file.toString())));
        Path yaml = Files.writeString(folder.resolve("mill.yaml"), new ObjectMapper().writeValueAsString(config));
        return MillraceProcess.start(folder.resolve("mill.log"), HEAP, "serve", "--config", yaml.toString());
    }

    /** Predictions trickle; health is good, for the service does what can be done; nothing is given up, and nobody moves. */
    private void slow(String management, double joined) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        double predicted = 0;
        double heap = 0;
        while (System.nanoTime() < until || predicted < 1500) {
            assertEquals(200, status(management));
            assertEquals(0, metric(management, ABORTED), "transactions or sessions given up");
            predicted = metric(management, "millrace_predictions_total");
            heap = Math.max(heap, metric(management, "jvm_memory_used_bytes{area=\"heap\""));
            Thread.sleep(200); // the pace of looking, not a wait for anything
        }
        assertEquals(joined, rebalances(management), "rebalances");
        assertTrue(predicted < POINTS / 2, predicted + " were predicted: the broker was not slow");
        System.out.printf(
                "slow: %.0f of %d points predicted, lag %.0f; heap at most %.0f of %d MiB; longest from poll to poll %.1f s%n",
                predicted,
                POINTS,
                metric(management, "millrace_lag"),
                heap / (1 << 20),
                HEAP,
                metric(management, "kafka_consumer_time_between_poll_max") / 1000);
    }

    private void silent(SlowLink link, MillraceProcess service, String management) throws Exception {
        long until = System.nanoTime() + SILENCE.toNanos();
        link.stall();
        await().atMost(Millrun.PATIENCE).until(() -> status(management) == 503);
        await().atMost(SILENCE.plus(Millrun.PATIENCE)).until(() -> System.nanoTime() >= until);
        assertEquals(503, status(management));
        assertEquals(200, get(management + "/health/live").statusCode());
        assertTrue(
                service.lines().stream()
                        .anyMatch(line -> line.contains("expected to hear from the group within")
                                || line.contains("no answer in time from")),
                () -> "of the silence it said nothing");
    }

    private double rebalances(String management) throws Exception {
        return metric(management, "kafka_consumer_coordinator_rebalance_total");
    }

    private int status(String management) throws Exception {
        return get(management + "/health/ready").statusCode();
    }

    /** Sum over all meters of that name. */
    private double metric(String management, String begin) throws Exception {
        return get(management + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(begin))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
