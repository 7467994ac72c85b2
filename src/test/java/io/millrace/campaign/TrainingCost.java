package io.millrace.campaign;

import io.millrace.MillraceProcess;
import io.millrace.codec.PointJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What training costs serving: latency at a steady rate and events a second at full speed, with and without a training beside
 * it, in turns. Broker, service and load are processes of their own; pin all of them by starting this pinned
 * ({@code taskset -c 0,1}). See {@code tools/benchmark/training-cost.sh}.
 */
public final class TrainingCost {
    private static final int STREAMS = 200;
    private static final int RATE = Integer.getInteger("rate", 2000); // points a second
    private static final int SECONDS = Integer.getInteger("seconds", 15); // a turn
    private static final int TURNS = Integer.getInteger("turns", 4);
    private static final int BURST = Integer.getInteger("burst", 300_000); // points
    private static final String POINTS = "cost.points";
    private static final String PREDICTIONS = "cost.predictions";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String bootstrap;
    private final int management;
    private final Producer<String, byte[]> producer;
    private final ConcurrentLinkedQueue<Integer> delays = new ConcurrentLinkedQueue<>(); // milliseconds
    private final AtomicLong answered = new AtomicLong();
    private final PointJson json = new PointJson(List.of("x", "y", "z"));
    private final Random random = new Random(1);
    private volatile boolean closing;
    private long sent;

    private TrainingCost(String bootstrap, int management) {
        this.bootstrap = bootstrap;
        this.management = management;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", "2"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("training-cost");
        int brokerPort = free();
        int management = free();
        try (MillraceProcess broker = MillraceProcess.start(
                folder.resolve("broker.log"),
                "broker",
                "--port",
                Integer.toString(brokerPort),
                "--directory",
                folder.resolve("broker").toString())) {
            broker.awaitLine(line -> line.contains("broker ready"));
            Path config = folder.resolve("cost.yaml");
            Files.writeString(config, """
                    kafka: { bootstrap.servers: "127.0.0.1:%d", group.id: cost }
                    http: { port: 0, managementPort: %d }
                    models:
                      ball:
                        input: { topic: cost.points, features: [x, y, z] }
                        output: { topic: cost.predictions }
                        file: %s
                        retrain: { every: never, minimum: 100, window: 50000, epochs: 10000, time: %ds, margin: 0.9 }
                    """.formatted(brokerPort, management, model(folder), SECONDS));
            try (MillraceProcess service =
                    MillraceProcess.start(folder.resolve("serve.log"), 1024, "serve", "--config", config.toString())) {
                service.awaitLine(Mill::restored);
                new TrainingCost("127.0.0.1:" + brokerPort, management).measure();
            }
        }
    }

    private static int free() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The demo's size, with fresh weights. */
    private static Path model(Path folder) {
        return Mill.model(folder, 64);
    }

    private void measure() throws Exception {
        Thread tail = new Thread(this::follow, "tail");
        tail.setDaemon(true);
        tail.start();
        steady(5);
        List<double[]> latencies = new ArrayList<>(); // quiet, training: p99 of each turn
        for (int turn = 0; turn < TURNS; turn++) {
            double quiet = p99(SECONDS);
            train();
            double training = p99(SECONDS - 2);
            awaitIdle();
            latencies.add(new double[] {quiet, training});
            System.out.printf("turn %d: p99 %.0f ms quiet, %.0f ms during training%n", turn + 1, quiet, training);
        }
        List<double[]> speeds = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            double quiet = burst();
            train();
            double training = burst();
            awaitIdle();
            speeds.add(new double[] {quiet, training});
            System.out.printf("turn %d: %,.0f events/s quiet, %,.0f during training%n", turn + 1, quiet, training);
        }
        closing = true;
        tail.join();
        System.out.printf(
                "p99 during training / without: %.2f (median of %d turns, at most 1.5); events/s: %.2f (at least 0.8);"
                        + " transactions aborted: %.0f%n",
                ratio(latencies), TURNS, ratio(speeds), aborted());
    }

    private static double ratio(List<double[]> pairs) {
        double[] ratios =
                pairs.stream().mapToDouble(pair -> pair[1] / pair[0]).sorted().toArray();
        return (ratios[ratios.length / 2] + ratios[(ratios.length - 1) / 2]) / 2;
    }

    private double p99(int seconds) throws InterruptedException {
        delays.clear();
        steady(seconds);
        int[] all = delays.stream().mapToInt(Integer::intValue).sorted().toArray();
        return all[(all.length - 1) * 99 / 100];
    }

    /** A hundred times a second. */
    private void steady(int seconds) {
        long began = System.nanoTime();
        int ticks = seconds * 100;
        for (int tick = 1; tick <= ticks; tick++) {
            for (int i = 0; i < RATE / 100; i++) {
                send();
            }
            LockSupport.parkNanos(began + tick * 10_000_000L - System.nanoTime());
        }
    }

    private void send() {
        double t = 0.01 * sent;
        byte[] point = json.write(
                new double[] {Math.sin(t) + 0.1 * random.nextGaussian(), Math.cos(t), 0.001 * (sent % 1000)});
        producer.send(
                new ProducerRecord<>(POINTS, null, System.currentTimeMillis(), "stream-" + sent++ % STREAMS, point));
    }

    private double burst() throws InterruptedException {
        awaitAnswers();
        long began = System.nanoTime();
        for (int i = 0; i < BURST; i++) {
            send();
        }
        awaitAnswers();
        return BURST / ((System.nanoTime() - began) / 1e9);
    }

    private void awaitAnswers() throws InterruptedException {
        producer.flush();
        while (answered.get() < sent) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void train() throws IOException, InterruptedException {
        while (request("POST", "/models/ball/retrain").statusCode() != 202) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        while (!request("GET", "/models/ball").body().contains("\"retrainer\":\"trains")) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void awaitIdle() throws IOException, InterruptedException {
        while (!request("GET", "/models/ball").body().contains("\"retrainer\":\"idle")) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private double aborted() throws IOException, InterruptedException {
        return request("GET", "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("millrace_aborted_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> request(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(10))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void follow() {
        PredictionJson predictions = new PredictionJson();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(PREDICTIONS).stream()
                    .map(info -> new TopicPartition(PREDICTIONS, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long delay = System.currentTimeMillis()
                            - predictions.read(record.value()).timestamp();
                    delays.add((int) delay);
                    answered.incrementAndGet();
                }
            }
        } catch (RejectedException e) {
            throw new IllegalStateException(Arrays.toString(e.getStackTrace()), e);
        }
    }
}
