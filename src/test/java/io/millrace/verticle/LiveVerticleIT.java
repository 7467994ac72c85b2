package io.millrace.verticle;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.kafka.EmbeddedBroker;
import io.millrace.web.LiveModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveVerticleIT {
    private static final String TOPIC = "ball.predictions";
    private static final String LATE_TOPIC = "late.predictions";
    private static final String ALL = "{\"subscribe\":{\"model\":\"ball\"}}";

    private final Vertx vertx = Vertx.vertx();
    private EmbeddedBroker broker;
    private KafkaProducer<String, String> producer;
    private LiveVerticle live;
    private WebSocketClient sockets;
    private HttpClient http;

    @BeforeAll
    void start() {
        broker = EmbeddedBroker.start();
        createTopic(TOPIC);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "predictions"),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        live = deploy(new LiveModel("ball", TOPIC, List.of("x", "y", "z"), "m", "constant velocity"));
        await().until(live::following);
        sockets = vertx.createWebSocketClient();
        http = vertx.createHttpClient();
    }

    @AfterAll
    void stop() {
        done(vertx.close());
        producer.close(Duration.ofSeconds(5));
        broker.close();
    }

    @Test
    void aCommittedPredictionArrivesAndAnAbortedOneNever() {
        List<String> seen = watch(ALL);
        transaction(false, List.of(record("b-1", 1)));
        transaction(true, List.of(record("b-1", 2)));
        await().until(() -> seen.size() == 1);
        assertEquals(List.of(frame("b-1", 2)), seen);
    }

    @Test
    void onlySubscribedStreamsArrive() {
        List<String> seen = watch("{\"subscribe\":{\"model\":\"ball\",\"stream\":\"b-2\"}}");
        List<String> all = watch(ALL);
        transaction(true, List.of(record("b-1", 1), record("b-2", 1), record("b-3", 1), record("b-2", 2)));
        await().until(() -> all.size() == 4);
        await().until(() -> seen.size() == 2);
        assertEquals(List.of(frame("b-2", 1), frame("b-2", 2)), seen);
    }

    @Test
    void aStalledClientHoldsUpNobodyAndIsToldWhatItMissed() {
        List<String> stalled = Collections.synchronizedList(new ArrayList<>());
        WebSocket lazy = connect(stalled, ALL);
        lazy.pause();
        List<String> seen = watch(ALL);
        int total = 1_600; // 32 MB: more than any socket buffer between the two
        int burst = 2; // fits into the buffer of one that reads, however slowly this machine lets it
        String padding = "x".repeat(20_000);
        for (int sent = 0; sent < total; sent += burst) {
            int arrived = sent + burst;
            transaction(
                    true,
                    IntStream.range(sent, arrived)
                            .mapToObj(n -> new ProducerRecord<>(
                                    TOPIC, "b-" + n % 4, "{\"n\":" + n + ",\"p\":\"" + padding + "\"}"))
                            .toList());
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> count(seen, "prediction") == arrived);
        }
        assertEquals(0, count(stalled, "prediction"));

        lazy.resume();
        await().atMost(Duration.ofSeconds(60)).until(() -> count(stalled, "dropped") >= 1);
        int got = count(stalled, "prediction");
        assertTrue(got < total, "a stalled client got all " + got);
        for (int n = total - 4; n < total; n++) { // of each stream the newest, whatever was left out
            int newest = n;
            await().until(() -> count(stalled, "\"n\":" + newest + ",") == 1);
        }
        lazy.close();
    }

    @Test
    void aTopicThatComesLaterIsFollowed() {
        LiveVerticle early = deploy(new LiveModel("late", LATE_TOPIC, List.of(), "", ""));
        assertFalse(early.following());
        createTopic(LATE_TOPIC);
        await().until(early::following);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        connect(early, seen, "{\"subscribe\":{\"model\":\"late\"}}");
        transaction(true, List.of(new ProducerRecord<>(LATE_TOPIC, "s", "{\"n\":1}")));
        await().until(() -> seen.contains("{\"prediction\":{\"n\":1}}"));
    }

    @Test
    void aWrongRequestIsAnsweredAndTheConnectionStays() {
        List<String> seen = watch("{\"subscribe\":{\"model\":\"bell\"}}", ALL);
        transaction(true, List.of(record("b-9", 1)));
        await().until(() -> seen.size() == 2);
        assertTrue(seen.get(0).contains("expected one of [ball]"), seen.get(0));
        assertEquals(frame("b-9", 1), seen.get(1));
    }

    @Test
    void aRequestBeyondTheLimitEndsTheConnection() {
        WebSocket socket = connect(new ArrayList<>());
        AtomicBoolean closed = new AtomicBoolean();
        socket.closeHandler(v -> closed.set(true));
        socket.writeTextMessage("{\"subscribe\":{\"model\":\"" + "x".repeat(5_000) + "\"}}");
        await().until(closed::get);
    }

    @Test
    void anotherSitesPageIsRefused() {
        WebSocketConnectOptions options = options(live).addHeader("Origin", "http://evil.example");
        Throwable refused = sockets.connect(options)
                .toCompletionStage()
                .handle((socket, failure) -> failure)
                .toCompletableFuture()
                .join();
        Throwable cause = refused instanceof CompletionException ? refused.getCause() : refused;
        assertTrue(cause instanceof UpgradeRejectedException, String.valueOf(cause));
        assertEquals(403, ((UpgradeRejectedException) cause).getStatus());
    }

    @Test
    void thePageAndWhatItLoadsComeFromHereAlone() {
        for (String path : List.of("/", "/live.js", "/live.css", "/uplot/uPlot.esm.js", "/uplot/uPlot.min.css")) {
            String body = done(http.request(HttpMethod.GET, live.port(), "127.0.0.1", path)
                    .compose(request -> request.send())
                    .compose(response -> {
                        assertEquals(200, response.statusCode(), path);
                        assertTrue(response.getHeader("Content-Security-Policy").startsWith("default-src 'self'"));
                        return response.body();
                    })
                    .map(Object::toString));
            assertTrue(body.length() > 500, path);
        }
    }

    private LiveVerticle deploy(LiveModel model) {
        LiveVerticle verticle = new LiveVerticle(
                "127.0.0.1",
                0,
                List.of(model),
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", "left-out"));
        done(vertx.deployVerticle(verticle));
        return verticle;
    }

    /** Frames from now on, without the models: subscribed before this returns. */
    private List<String> watch(String... requests) {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        connect(seen, requests);
        return seen;
    }

    private WebSocket connect(List<String> seen, String... requests) {
        return connect(live, seen, requests);
    }

    private WebSocket connect(LiveVerticle verticle, List<String> seen, String... requests) {
        AtomicBoolean settled = new AtomicBoolean();
        WebSocket socket = done(sockets.connect(options(verticle)));
        socket.textMessageHandler(frame -> {
            if (frame.startsWith("{\"models\"")) {
                return;
            }
            if (frame.contains("expected {")) { // the answer to the last frame: what came before was taken
                settled.set(true);
            } else {
                seen.add(frame);
            }
        });
        for (String request : requests) {
            socket.writeTextMessage(request);
        }
        socket.writeTextMessage("{}");
        await().until(settled::get);
        return socket;
    }

    private static WebSocketConnectOptions options(LiveVerticle verticle) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(verticle.port())
                .setURI("/live");
    }

    private void createTopic(String topic) {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private void transaction(boolean commit, List<ProducerRecord<String, String>> records) {
        producer.beginTransaction();
        List<?> sent = records.stream().map(producer::send).toList();
        assertEquals(records.size(), sent.size());
        producer.flush();
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private static ProducerRecord<String, String> record(String stream, int n) {
        return new ProducerRecord<>(TOPIC, stream, "{\"stream\":\"" + stream + "\",\"n\":" + n + "}");
    }

    private static String frame(String stream, int n) {
        return "{\"prediction\":" + record(stream, n).value() + "}";
    }

    private static int count(List<String> frames, String part) {
        synchronized (frames) {
            return (int) frames.stream().filter(frame -> frame.contains(part)).count();
        }
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
