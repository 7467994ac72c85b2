package io.millrace.campaign;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.MillraceProcess;
import io.millrace.codec.PointJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten times as many points as the service can take, for a while, and a client of the live page that never reads: nothing is
 * lost, no transaction is given up, and a small heap is enough. The long form takes a quarter of an hour:
 *
 * <pre>{@code ./mvnw test-compile failsafe:integration-test failsafe:verify -Dit.test=FloodIT -Dflood=long}</pre>
 */
@EnabledIfSystemProperty(named = "flood", matches = "short|long", disabledReason = "asked for by -Dflood=short")
class FloodIT {
    private static final int STREAMS = 100;
    private static final int PARTITIONS = 4;
    private static final int UNITS = 256;
    private static final int HEAP = 160; // mebibytes
    private static final int TASTE = 60_000; // points, of which the service's pace is measured
    private static final int TIMES = 10;

    private final PointJson json = new PointJson(PointFeeder.FEATURES);
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS) // the logs of all processes
    Path folder;

    @Test
    @Timeout(value = 40, unit = MINUTES)
    void aFloodIsServedInTheEndAndNothingBreaksMeanwhile() throws Exception {
        int seconds = "long".equals(System.getProperty("flood")) ? 60 : 5;
        try (Mill mill = new Mill(folder, UNITS, HEAP)) {
            mill.startBroker();
            mill.createTopics(PARTITIONS, "flood");
            try (CommittedTail tail = mill.tail(PARTITIONS, "flood");
                    Producer<String, byte[]> producer = producer(mill.bootstrapServers());
                    MillraceProcess service = mill.serve("flood", "one")) {
                service.awaitLine(Mill::restored);
                flood(service, tail, producer, seconds);
            }
        }
    }

    private void flood(MillraceProcess service, CommittedTail tail, Producer<String, byte[]> producer, int seconds)
            throws Exception {
        String[] ports = ports(service);
        send(producer, 0, TASTE); // warms up
        await(tail, TASTE);
        double pace = paceOf(producer, tail, TASTE, 2 * TASTE);
        WebSocket stalled = stalled(ports[0]);
        double paceBeside = paceOf(producer, tail, 2 * TASTE, 3 * TASTE);

        int flood = (int) (TIMES * pace * seconds);
        long began = System.nanoTime();
        send(producer, 3 * TASTE, 3 * TASTE + flood, TIMES * pace);
        double sent = (System.nanoTime() - began) / 1e9;
        List<Double> heaps = new ArrayList<>();
        Awaitility.await("the flood").pollInSameThread().atMost(30, MINUTES).until(() -> {
            heaps.add(used(ports[1]));
            return tail.total() >= 3L * TASTE + flood;
        });
        double drained = (System.nanoTime() - began) / 1e9;

        System.out.printf(
                "flood: %,d points in %.0f s, %.1f times the service's pace of %,.0f a second; drained after %.0f s;"
                        + " heap at most %.0f of %d MiB; pace beside a stalled client %.2f of that without%n",
                flood,
                sent,
                flood / sent / pace,
                pace,
                drained,
                heaps.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                HEAP,
                paceBeside / pace);
        assertEquals(3L * TASTE + flood, tail.total());
        assertEquals(0, metric(ports[1], "millrace_aborted_total"), "transactions or sessions given up");
        assertFalse(service.lines().stream().anyMatch(line -> line.contains("OutOfMemory")));
        stalled.abort();
    }

    private double paceOf(Producer<String, byte[]> producer, CommittedTail tail, int from, int to) {
        long began = System.nanoTime();
        send(producer, from, to);
        await(tail, to);
        return (to - from) / ((System.nanoTime() - began) / 1e9);
    }

    private static void await(CommittedTail tail, long total) {
        Awaitility.await(total + " predictions").atMost(5, MINUTES).until(() -> tail.total() >= total);
    }

    /** As fast as the broker takes them. */
    private void send(Producer<String, byte[]> producer, int from, int to) {
        send(producer, from, to, Double.POSITIVE_INFINITY);
    }

    private void send(Producer<String, byte[]> producer, int from, int to, double perSecond) {
        long began = System.nanoTime();
        for (int i = from; i < to; i++) {
            if (i % 1000 == 0) {
                LockSupport.parkNanos(began + (long) (1e9 * (i - from) / perSecond) - System.nanoTime());
            }
            double t = 0.001 * i;
            byte[] point = json.write(new double[] {Math.sin(t), Math.cos(t), 0.01 * t});
            var unused = producer.send(new ProducerRecord<>(Mill.POINTS, "stream-" + i % STREAMS, point));
        }
        producer.flush();
    }

    /** Subscribes to all there is and never reads. */
    private WebSocket stalled(String port) {
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/live"), new WebSocket.Listener() {
                    @Override
                    public void onOpen(WebSocket opened) {} // requests nothing
                })
                .join();
        socket.sendText("{\"subscribe\":{\"model\":\"ball\"}}", true).join();
        return socket;
    }

    /** Of the page, and of the metrics. */
    private static String[] ports(MillraceProcess service) {
        Pattern ports = Pattern.compile("serving on http://127.0.0.1:(\\d+)/, health and metrics on port (\\d+)");
        String line = service.awaitLine(text -> ports.matcher(text).find());
        Matcher found = ports.matcher(line);
        found.find();
        return new String[] {found.group(1), found.group(2)};
    }

    private double used(String port) throws IOException, InterruptedException {
        return metric(port, "jvm_memory_used_bytes{area=\"heap\"") / (1 << 20);
    }

    /** Sum over all meters of that name. */
    private double metric(String port, String begin) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(begin))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Producer<String, byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5", "batch.size", "131072"),
                new StringSerializer(),
                new ByteArraySerializer());
    }
}
