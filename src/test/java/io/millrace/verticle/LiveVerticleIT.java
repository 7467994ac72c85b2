package io.millrace.verticle;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
    private static final String EVENTS = "millrace.events";
    private static final String LATE_TOPIC = "late.predictions";
    private static final String ALL = "{\"type\":\"subscribe\",\"model\":\"ball\"}";

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
        createTopic(EVENTS);
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
        await().until(() -> predictions(seen).size() == 1);
        assertEquals(List.of("b-1 2"), predictions(seen));
    }

    @Test
    void onlySubscribedStreamsArrive() {
        List<String> seen = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"streams\":[\"b-2\"]}");
        List<String> all = watch(ALL);
        transaction(true, List.of(record("b-1", 1), record("b-2", 1), record("b-3", 1), record("b-2", 2)));
        await().until(() -> predictions(all).size() == 4);
        await().until(() -> predictions(seen).size() == 2);
        assertEquals(List.of("b-2 1", "b-2 2"), predictions(seen));
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
            seen.clear();
            transaction(
                    true,
                    IntStream.range(sent, sent + burst)
                            .mapToObj(n -> new ProducerRecord<>(
                                    TOPIC,
                                    "b-" + n % 4,
                                    "{\"stream\":\"b-" + n % 4 + "\",\"n\":" + n + ",\"p\":\"" + padding + "\"}"))
                            .toList());
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> predictions(seen).size() == burst);
        }
        assertEquals(0, predictions(stalled).size());

        lazy.resume();
        await().atMost(Duration.ofSeconds(60)).until(() -> count(stalled, "\"dropped\"") >= 1);
        int got = predictions(stalled).size();
        assertTrue(got < total, "a stalled client got all " + got);
        for (int n = total - 4; n < total; n++) { // of each stream the newest, whatever was left out
            String newest = "b-" + n % 4 + " " + n;
            await().until(() -> predictions(stalled).contains(newest));
        }
        assertTrue(live.count().droppedPredictions() > 0);
        lazy.close();
    }

    @Test
    void aTopicThatComesLaterIsFollowed() {
        LiveVerticle early = deploy(new LiveModel("late", LATE_TOPIC, List.of(), "", ""));
        assertFalse(early.following());
        createTopic(LATE_TOPIC);
        await().until(early::following);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        connect(early, seen, "{\"type\":\"subscribe\",\"model\":\"late\"}");
        transaction(true, List.of(new ProducerRecord<>(LATE_TOPIC, "s", "{\"stream\":\"s\",\"n\":1}")));
        await().until(() -> predictions(seen).equals(List.of("s 1")));
    }

    @Test
    void anyProcessShowsWhatWasCommittedBeforeItCame() {
        transaction(true, List.of(record("snap-1", 1), record("snap-1", 2), record("snap-2", 1)));
        LiveVerticle other = deploy(new LiveModel("ball", TOPIC, List.of("x"), "m", ""));
        await().until(other::following);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        await().untilAsserted(() -> {
            seen.clear();
            connect(other, seen, "{\"type\":\"subscribe\",\"model\":\"ball\",\"prefix\":\"snap-\",\"snapshot\":true}")
                    .close();
            assertEquals(1, count(seen, "\"snapshot\""), seen::toString);
            String snapshot = seen.stream()
                    .filter(frame -> frame.contains("\"snapshot\""))
                    .findFirst()
                    .orElseThrow();
            assertEquals(2, new JsonObject(snapshot).getJsonArray("records").size());
        });
    }

    @Test
    void whatHappensToModelsIsTold() {
        List<String> seen = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"status\":true}");
        transaction(true, List.of(new ProducerRecord<>(EVENTS, "ball", "{\"event\":\"PROMOTED\",\"version\":\"2\"}")));
        vertx.eventBus()
                .publish(
                        RetrainingFeed.ADDRESS,
                        new JsonObject()
                                .put("model", "ball")
                                .put("event", "PROGRESS")
                                .put("share", 0.5));
        await().until(() -> count(seen, "PROMOTED") == 1 && count(seen, "PROGRESS") == 1);
        await().until(() -> count(seen, "\"status\"") > 0);
    }

    @Test
    void anUnknownPolicyIsRefused() {
        int status = done(http.request(HttpMethod.GET, live.port(), "127.0.0.1", "/live?slow=never")
                .compose(request -> request.send())
                .map(response -> response.statusCode()));
        assertEquals(400, status);
    }

    @Test
    void aWrongRequestIsAnsweredAndTheConnectionStays() {
        List<String> seen = watch("{\"type\":\"subscribe\",\"model\":\"bell\"}", ALL);
        transaction(true, List.of(record("b-9", 1)));
        await().until(() -> predictions(seen).equals(List.of("b-9 1")));
        assertTrue(seen.get(0).contains("expected one of [ball]"), seen.get(0));
    }

    @Test
    void aRequestBeyondTheLimitEndsTheConnection() {
        WebSocket socket = connect(new ArrayList<>());
        AtomicBoolean closed = new AtomicBoolean();
        socket.closeHandler(v -> closed.set(true));
        socket.writeTextMessage("{\"type\":\"subscribe\",\"model\":\"" + "x".repeat(70_000) + "\"}");
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
        LiveSettings live = new LiveSettings(
                List.of(model),
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", "left-out"),
                Optional.of(EVENTS),
                name -> new LiveStatus(0, 0, 0, OptionalDouble.empty()));
        LiveVerticle verticle = new LiveVerticle("127.0.0.1", new HttpConfig(0, 0), live, ApiSettings.none());
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
            if (frame.startsWith("{\"type\":\"models\"") || frame.startsWith("{\"type\":\"heartbeat\"")) {
                return;
            }
            if (frame.contains("found \\\"nothing\\\"")) { // the answer to the last frame: what came before was taken
                settled.set(true);
            } else {
                seen.add(frame);
            }
        });
        for (String request : requests) {
            socket.writeTextMessage(request);
        }
        socket.writeTextMessage("{\"type\":\"nothing\"}");
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
            TopicCreation.create(admin, new NewTopic(topic, 3, (short) 1));
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

    /** Stream and number of each prediction that came. */
    private static List<String> predictions(List<String> frames) {
        synchronized (frames) {
            return frames.stream()
                    .map(JsonObject::new)
                    .filter(message -> message.getString("type").equals("predictions"))
                    .flatMap(message -> message.getJsonArray("records").stream())
                    .map(record -> ((JsonObject) record).getJsonObject("prediction"))
                    .map(prediction -> prediction.getString("stream") + " " + prediction.getInteger("n"))
                    .toList();
        }
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
