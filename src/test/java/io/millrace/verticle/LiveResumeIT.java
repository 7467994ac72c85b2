package io.millrace.verticle;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.api.ApiSettings;
import io.millrace.config.HttpConfig;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.TopicCreation;
import io.millrace.web.LiveModel;
import io.millrace.web.LiveSettings;
import io.millrace.web.LiveStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Clients that are cut off again and again, in the middle of whatever comes, and resume at either of two processes: each gets every
 * committed prediction once. {@code -Dlive.disconnects=1000} for more of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveResumeIT {
    private static final String TOPIC = "ball.predictions";
    private static final int PARTITIONS = 3;
    private static final int CLIENTS = 4;
    private static final int DISCONNECTS = Integer.getInteger("live.disconnects", 120); // of all clients together
    private static final long SEED = Long.getLong("live.seed", 17);

    private final Vertx vertx = Vertx.vertx();
    private final List<LiveVerticle> processes = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private EmbeddedBroker broker;
    private WebSocketClient sockets;

    /** One for each that waits: the common pool has a single one on two cores. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    void start() throws Exception {
        broker = EmbeddedBroker.start();
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
            TopicCreation.create(admin, new NewTopic(TOPIC, PARTITIONS, (short) 1));
        }
        for (int i = 0; i < 2; i++) {
            LiveSettings live = new LiveSettings(
                    List.of(new LiveModel("ball", TOPIC, List.of("x"), "m", "")),
                    Map.of("bootstrap.servers", broker.bootstrapServers()),
                    Optional.empty(),
                    model -> new LiveStatus(0, 0, 0, OptionalDouble.empty()));
            LiveVerticle process = new LiveVerticle("127.0.0.1", new HttpConfig(0, 0), live, ApiSettings.none());
            done(vertx.deployVerticle(process));
            processes.add(process);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> processes.stream().allMatch(LiveVerticle::following));
        sockets = vertx.createWebSocketClient();
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        done(vertx.close());
        broker.close();
    }

    @Test
    void randomDisconnectsLeaveNeitherGapNorDouble() throws Exception {
        CompletableFuture<Map<Integer, List<Long>>> committed = CompletableFuture.supplyAsync(this::produce, threads);
        List<CompletableFuture<Watcher>> watchers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Watcher watcher = new Watcher(new Random(SEED + i));
            watchers.add(CompletableFuture.supplyAsync(
                    () -> {
                        watcher.watch(DISCONNECTS / CLIENTS);
                        return watcher;
                    },
                    threads));
        }
        CompletableFuture.allOf(watchers.toArray(CompletableFuture<?>[]::new)).get(10, TimeUnit.MINUTES);
        stopped.set(true);
        Map<Integer, List<Long>> all = committed.get(60, TimeUnit.SECONDS);
        long predictions = all.values().stream().mapToLong(List::size).sum();
        for (CompletableFuture<Watcher> each : watchers) {
            each.join().watchUntil(predictions);
            assertEquals(all, each.join().seen, "seed " + SEED);
        }
        assertTrue(predictions > 100, "only " + predictions);
        System.out.printf(
                "%d disconnects of %d clients at two processes, %d predictions: no gap, no double%n",
                DISCONNECTS, CLIENTS, predictions);
    }

    /** Commits some transactions after others, and aborts some; returns the offsets of what was committed, by partition. */
    private Map<Integer, List<Long>> produce() {
        Map<Integer, List<Long>> committed = new TreeMap<>();
        Random random = new Random(SEED);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "predictions"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            for (int n = 0; !stopped.get(); n++) {
                producer.beginTransaction();
                List<java.util.concurrent.Future<org.apache.kafka.clients.producer.RecordMetadata>> sent =
                        new ArrayList<>();
                for (int i = 0; i < 1 + random.nextInt(40); i++) {
                    String stream = "b-" + random.nextInt(20);
                    sent.add(producer.send(
                            new ProducerRecord<>(TOPIC, stream, "{\"stream\":\"" + stream + "\",\"n\":" + n + "}")));
                }
                producer.flush();
                if (random.nextInt(10) == 0) {
                    producer.abortTransaction();
                    continue;
                }
                producer.commitTransaction();
                for (var each : sent) {
                    var metadata = each.get();
                    committed
                            .computeIfAbsent(metadata.partition(), partition -> new ArrayList<>())
                            .add(metadata.offset());
                }
            }
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return committed;
    }

    /** A client as the documentation tells to write one. */
    private final class Watcher {
        private final Random random;
        private final Map<Integer, List<Long>> seen = new TreeMap<>();
        private final Map<Integer, Long> positions = new TreeMap<>();

        Watcher(Random random) {
            this.random = random;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                positions.put(partition, 0L);
            }
        }

        /** Resumes, and is cut off after so many messages at random. */
        void watch(int times) {
            for (int i = 0; i < times; i++) {
                connectFor(1 + random.nextInt(12), Long.MAX_VALUE);
            }
        }

        void watchUntil(long predictions) {
            connectFor(Integer.MAX_VALUE, predictions);
        }

        private void connectFor(int messages, long predictions) {
            CountDownLatch cut = new CountDownLatch(1);
            LiveVerticle process = processes.get(random.nextInt(processes.size()));
            WebSocket socket = done(sockets.connect(new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(process.port())
                    .setURI("/live?slow=close")));
            int[] left = {messages};
            socket.textMessageHandler(frame -> {
                if (left[0] > 0 && cut.getCount() > 0) {
                    take(new JsonObject(frame));
                    if (--left[0] == 0 || count() >= predictions) {
                        cut.countDown(); // what comes from here on is lost on its way
                    }
                }
            });
            JsonObject from = new JsonObject();
            positions.forEach((partition, next) -> from.put(Integer.toString(partition), next));
            socket.writeTextMessage(new JsonObject()
                    .put("type", "subscribe")
                    .put("model", "ball")
                    .put("from", from)
                    .encode());
            try {
                assertTrue(count() >= predictions || cut.await(60, TimeUnit.SECONDS), "nothing came");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done(socket.close());
        }

        private synchronized long count() {
            return seen.values().stream().mapToLong(List::size).sum();
        }

        private synchronized void take(JsonObject message) {
            switch (message.getString("type")) {
                case "predictions" ->
                    message.getJsonArray("records").forEach(each -> {
                        JsonObject record = (JsonObject) each;
                        int partition = record.getInteger("partition");
                        long offset = record.getLong("offset");
                        seen.computeIfAbsent(partition, any -> new ArrayList<>())
                                .add(offset);
                        positions.put(partition, offset + 1);
                    });
                case "heartbeat" ->
                    message.getJsonObject("positions")
                            .getJsonObject("ball", new JsonObject())
                            .forEach(each -> positions.put(
                                    Integer.valueOf(each.getKey()), ((Number) each.getValue()).longValue()));
                case "missed", "error", "dropped" -> throw new IllegalStateException(message.encode());
                default -> {}
            }
        }
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
