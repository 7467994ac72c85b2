package io.millrace.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.kafka.ClientMeters;
import io.millrace.kafka.LoopObserver;
import io.millrace.retrain.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetersTest {
    private final Meters meters = new Meters();

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void aCommitIsCounted() {
        LoopMeters loop = meters.loop("ball", "pod-0-0");
        loop.committed(new LoopObserver.Commit(10, 8, 2, 3, 999, 7, 0.5, 1.25, Duration.ofMillis(30)));
        loop.committed(new LoopObserver.Commit(1, 1, 0, 1, 1, 1, 0.5, 0, Duration.ofMillis(300)));
        loop.rejected("NOT_JSON", 2);
        loop.forgotten("idle", 3);
        loop.delivered(Duration.ofMillis(40));
        loop.aborted(new IllegalStateException("fenced"), Duration.ofSeconds(1));
        loop.restored(4, 77, Duration.ofMillis(5));
        assertLine("millrace_points_total{model=\"ball\"} 11.0");
        assertLine("millrace_predictions_total{model=\"ball\"} 9.0");
        assertLine("millrace_rejected_total{code=\"NOT_JSON\",model=\"ball\"} 2.0");
        assertLine("millrace_states_total{model=\"ball\"} 4.0");
        assertLine("millrace_written_bytes_total{model=\"ball\"} 1000.0");
        assertLine("millrace_compared_total{model=\"ball\"} 8.0");
        assertLine("millrace_error_distance_total{model=\"ball\"} 1.0");
        assertLine("millrace_baseline_error_distance_total{model=\"ball\"} 1.25");
        assertLine("millrace_commit_seconds_bucket{model=\"ball\",le=\"0.05\"} 1");
        assertLine("millrace_commit_seconds_count{model=\"ball\"} 2");
        assertLine("millrace_delivery_seconds_count{model=\"ball\"} 1");
        assertLine("millrace_aborted_total{model=\"ball\"} 1.0");
        assertLine("millrace_restored_records_total{model=\"ball\"} 77.0");
    }

    @Test
    void theLoopsOfAModelAddUp() {
        LoopMeters one = meters.loop("ball", "pod-0-0");
        LoopMeters two = meters.loop("ball", "pod-0-1");
        one.streams(5, 0);
        two.streams(7, 3);
        one.streams(2, 1);
        one.lag(100);
        two.lag(20);
        one.lag(3);
        one.ready(true);
        two.ready(true);
        two.ready(true);
        two.ready(false);
        assertLine("millrace_streams{model=\"ball\"} 9.0");
        assertLine("millrace_streams_stored{model=\"ball\"} 4.0");
        assertLine("millrace_lag{model=\"ball\"} 23.0");
        assertLine("millrace_loops{model=\"ball\"} 2.0");
        assertLine("millrace_loops_ready{model=\"ball\"} 1.0");
    }

    @Test
    void batchesStepsAndBytesAreMeasured() {
        LoopMeters one = meters.loop("ball", "pod-0-0");
        LoopMeters two = meters.loop("ball", "pod-0-1");
        one.processed(30, Duration.ofMillis(3));
        one.held(1000);
        two.held(500);
        one.held(700);
        one.restoring(1);
        two.restoring(0.5);
        meters.version("ball", "7");
        assertLine("millrace_batch_points_bucket{model=\"ball\",le=\"20.0\"} 0");
        assertLine("millrace_batch_points_bucket{model=\"ball\",le=\"50.0\"} 1");
        assertLine("millrace_step_seconds_bucket{model=\"ball\",le=\"0.005\"} 1");
        assertLine("millrace_state_bytes{model=\"ball\"} 1200.0");
        assertLine("millrace_restore_progress{model=\"ball\"} 0.75");
        assertLine("millrace_model_version{model=\"ball\"} 7.0");
    }

    @Test
    void skillIsThatOfWhatCameLast() {
        LoopMeters loop = meters.loop("ball", "pod-0-0");
        assertLine("millrace_skill{model=\"ball\"} NaN");
        loop.committed(compared(100_000, 150_000, 100_000));
        assertLine("millrace_skill{model=\"ball\"} -0.5");
        for (int i = 0; i < 100; i++) {
            loop.committed(compared(10_000, 5000, 10_000));
        }
        assertLine("millrace_skill{model=\"ball\"} 0.5");
    }

    private static LoopObserver.Commit compared(long predictions, double error, double baselineError) {
        return new LoopObserver.Commit(0, 0, 0, 0, 0, predictions, error, baselineError, Duration.ofMillis(1));
    }

    @Test
    void aClientsOwnNumbersComeAndGoWithIt() {
        ClientMeters clients = meters.loop("ball", "pod-0-0").clients();
        ClientMeters.Meter rate =
                new ClientMeters.Meter("consumer-coordinator.heartbeat-rate", "Heartbeats.", () -> 0.5);
        ClientMeters.Meter total = new ClientMeters.Meter("producer.record-send-total", "Sent.", () -> 12);
        clients.added(rate);
        clients.added(total);
        assertLine("kafka_consumer_coordinator_heartbeat_rate{loop=\"pod-0-0\",model=\"ball\"} 0.5");
        assertLine("kafka_producer_record_send_total{loop=\"pod-0-0\",model=\"ball\"} 12.0");
        clients.removed(rate);
        clients.removed(total);
        assertFalse(meters.scrape().contains("kafka_"));
    }

    @Test
    void everyMeterOfOursPassesPromtoolsLint(@TempDir Path directory) throws IOException, InterruptedException {
        Path promtool = Path.of("/usr/bin/promtool");
        assumeTrue(Files.isExecutable(promtool), "skipped: there is no " + promtool);
        meters.live(() -> 1, () -> 0, () -> 0);
        meters.loop("ball", "pod-0-0").rejected("NOT_JSON", 1);
        meters.loop("ball", "pod-0-0").forgotten("idle", 1);
        meters.retrain("ball")
                .concluded(
                        new Verdict(Verdict.Outcome.NOT_BETTER, Optional.empty(), 1, 1, 1, 1, 6, "expected a lead"),
                        Duration.ofMillis(1));
        String ours = meters.scrape()
                .lines()
                .filter(line -> line.matches("(# (HELP|TYPE) )?millrace_.*"))
                .collect(Collectors.joining("\n", "", "\n"));
        for (MeterNames name : MeterNames.values()) {
            assertTrue(ours.contains(name.meter().replace('.', '_')), name + " is not exposed");
        }
        Path input = Files.writeString(directory.resolve("metrics.txt"), ours);
        Process lint = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(lint.waitFor(20, TimeUnit.SECONDS));
        assertEquals("", said);
        assertEquals(0, lint.exitValue());
    }

    private void assertLine(String line) {
        String text = meters.scrape();
        assertTrue(text.lines().anyMatch(line::equals), () -> "expected " + line + " in\n" + text);
    }
}
