package io.millrace.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.AsyncApi;
import io.millrace.codec.AnswerJson;
import io.millrace.codec.ForgottenJson;
import io.millrace.codec.PointJson;
import io.millrace.codec.PredictionJson;
import io.millrace.stream.Forgotten;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Prediction;
import io.millrace.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is sent is as {@code docs/asyncapi.yaml} says. */
final class AsyncApiTest {
    private static final Path SERVER = Path.of("src/main/java/io/millrace/web/LiveProtocol.java");

    private final AsyncApi api = AsyncApi.read();

    @Test
    void everyReferenceLeadsSomewhere() {
        Pattern.compile("\"\\$ref\":\"#/([^\"]+)\"")
                .matcher(api.document().encode())
                .results()
                .map(found -> found.group(1))
                .distinct()
                .forEach(path -> {
                    Object at = api.document();
                    for (String step : path.split("/", -1)) {
                        at = at instanceof JsonObject object ? object.getValue(step) : null;
                    }
                    assertTrue(at instanceof JsonObject, path);
                });
    }

    @Test
    void everyMessageOfTheLiveProtocolIsAsDescribed() throws IOException {
        Wire wire = new Wire();
        LiveHub hub = new LiveHub(
                List.of(new LiveModel("ball", "out", List.of("x"), "m", "constant velocity")),
                10,
                (model, partition, from) -> Future.succeededFuture(new LiveHistory.Piece(5, List.of(), 5)),
                new LiveCount(),
                InstantSource.system());
        LiveClient client = hub.connect(wire, WhenSlow.OLDEST);
        hub.begin("ball", 0, 5);
        hub.publish(List.of(record(5, "a"), record(6, "b")));
        String subscribe =
                "{\"type\":\"subscribe\",\"model\":\"ball\",\"snapshot\":true,\"status\":true,\"from\":{\"0\":3}}";
        assertEquals("", api.wrongOnLive(new JsonObject(subscribe)));
        hub.retraining(
                "ball",
                new JsonObject().put("event", "PROGRESS").put("version", "2").put("share", 0.5));
        hub.receive(client, subscribe);
        hub.publish(List.of(record(7, "a")));
        wire.room = 0;
        for (int i = 0; i < 300; i++) {
            hub.publish(List.of(record(8 + i, "a")));
        }
        wire.room = 1_000;
        client.drain();
        hub.heartbeat();
        hub.status(model -> new LiveStatus(1, 2, 0, OptionalDouble.empty()));
        hub.status(model -> new LiveStatus(1, 2, 0, OptionalDouble.of(12.5)));
        hub.receive(client, "{}");

        wire.sent.forEach(frame -> assertEquals("", api.wrongOnLive(new JsonObject(frame))));
        Set<String> seen = wire.sent.stream()
                .map(frame -> new JsonObject(frame).getString("type"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> described = Pattern.compile("\\{\"type\":\"(\\w+)\"")
                .matcher(Files.readString(SERVER).replaceFirst("(?s)class .*", ""))
                .results()
                .map(found -> found.group(1))
                .filter(type -> !type.endsWith("subscribe"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(described, seen);
    }

    @Test
    void whatIsNotAsDescribedIsFound() {
        assertNotEquals("", api.wrongOnLive(new JsonObject("{\"type\":\"dropped\",\"count\":0}")));
        assertNotEquals("", api.wrongOnLive(new JsonObject("{\"type\":\"dropped\"}")));
        assertNotEquals(
                "", api.wrongOnLive(new JsonObject("{\"type\":\"subscribe\",\"model\":\"ball\",\"stream\":\"b\"}")));
        assertNotEquals("", api.wrongOnLive(new JsonObject("{\"type\":\"other\"}")));
        assertNotEquals("", api.wrong("Prediction", new JsonObject("{\"stream\":\"a\"}")));
    }

    @Test
    void predictionsAndWhatElseIsWrittenToTopicsIsAsDescribed() {
        Prediction prediction = new Prediction(
                StreamKey.of("a"),
                2,
                1_700_000_000_000L,
                new ModelVersion("ball", "1"),
                new double[] {1, 2},
                new double[] {1.5, 2.5},
                List.of(new double[] {2, 3}),
                0.5,
                0.7);
        assertEquals("", api.wrong("Prediction", json(new PredictionJson().write(prediction))));
        assertEquals("", api.wrong("Point", json(new PointJson(List.of("x", "y")).write(new double[] {1, 2}))));
        assertEquals("", api.wrong("Point", new JsonArray().add(1).add(2.5)));
        assertEquals("", api.wrong("Token", "a"));
        Forgotten forgotten = new Forgotten(0, StreamKey.of("a"), Forgotten.Reason.IDLE, 7, 1_700_000_000_000L);
        assertEquals("", api.wrong("Forgotten", json(new ForgottenJson().write(forgotten))));
    }

    /** A test of the documentation holds them against the codec. */
    @Test
    void theReadmesRecordsAreAsDescribed() throws Exception {
        List<String> lines = Pattern.compile("(?s)```json\\n(.*?)\\n```")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .flatMap(found -> found.group(1).lines())
                .toList();
        assertTrue(lines.size() >= 5);
        for (String line : lines) {
            if (line.contains("\"point\":")) {
                assertEquals("", api.wrong("Prediction", new JsonObject(line)));
            } else {
                byte[] written = new AnswerJson().write(new AnswerJson().read(line.getBytes(UTF_8)));
                assertEquals("", api.wrong("Answer", json(written)));
            }
        }
    }

    private static Object json(byte[] value) {
        return Json.decodeValue(new String(value, UTF_8));
    }

    private static LiveRecord record(long offset, String stream) {
        String json = "{\"stream\":\"" + stream
                + "\",\"n\":1,\"t\":0,\"model\":\"ball\",\"version\":\"1\",\"point\":[1.0],\"prediction\":[2.0]}";
        return new LiveRecord("ball", 0, offset, stream, json);
    }
}
