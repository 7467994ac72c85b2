package io.millrace.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class LiveHubTest {
    private static final List<LiveModel> MODELS = List.of(
            new LiveModel("ball", "ball.out", List.of("x"), "m", "constant velocity"),
            new LiveModel("text", "text.out", List.of(), "nats", "unigram"));
    private static final String ALL = "{\"type\":\"subscribe\",\"model\":\"ball\"}";

    private final List<LiveRecord> log =
            new ArrayList<>(); // of partition 0; an offset in three is a transaction's mark
    private final LiveHub hub = new LiveHub(MODELS, 10, this::read, new LiveCount(), InstantSource.system());
    private final List<Promise<LiveHistory.Piece>> asked = new ArrayList<>(); // answered when the test says so
    private boolean later;

    @Test
    void aClientIsToldTheModelsAndThenWhatItAskedFor() {
        Wire wire = new Wire();
        LiveClient client = hub.connect(wire, WhenSlow.LATEST);
        assertEquals(
                "ball",
                wire.of("models").get(0).getJsonArray("models").getJsonObject(0).getString("name"));
        publish(1, "a");
        assertEquals(List.of(), wire.offsets());
        hub.receive(client, ALL);
        assertEquals(new JsonObject().put("0", 1), wire.of("subscribed").get(0).getJsonObject("positions"));
        publish(2, "a");
        assertEquals(offsets(log.subList(1, 3)), wire.offsets());
        hub.receive(client, "{\"type\":\"unsubscribe\",\"model\":\"ball\"}");
        publish(1, "a");
        assertEquals(2, wire.offsets().size());
    }

    @Test
    void streamsPrefixesAndErrorsNarrowWhatComes() {
        Wire one = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"streams\":[\"a\",\"c\"]}");
        Wire prefix = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"prefix\":\"b\"}");
        Wire wrong = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"minimumError\":0.5}");
        Wire text = watch("{\"type\":\"subscribe\",\"model\":\"text\"}");
        hub.publish(List.of(
                new LiveRecord("ball", 0, 0, "a", "{\"error\":0.4}"),
                new LiveRecord("ball", 0, 1, "b", "{\"error\":0.5}"),
                new LiveRecord("ball", 1, 0, "b-1", "{}"),
                new LiveRecord("ball", 1, 1, "c", "{\"error\":7}")));
        assertEquals(List.of("0:0", "1:1"), one.offsets());
        assertEquals(List.of("0:1", "1:0"), prefix.offsets());
        assertEquals(List.of("0:1", "1:1"), wrong.offsets());
        assertEquals(List.of(), text.offsets());
    }

    @Test
    void aSnapshotIsTheNewestOfEachStreamAndThenItGoesOn() {
        publish(3, "a");
        publish(1, "b");
        Wire wire = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"snapshot\":true,\"prefix\":\"\"}");
        JsonObject snapshot = wire.of("snapshot").get(0);
        assertEquals(2, snapshot.getJsonArray("records").size());
        assertEquals(
                log.get(2).offset(),
                snapshot.getJsonArray("records").getJsonObject(0).getLong("offset"));
        publish(1, "a");
        assertEquals(offsets(log.subList(4, 5)), wire.offsets());
    }

    @Test
    void whoResumesGetsWhatItMissedFromMemoryAndFromTheTopicOnceEach() {
        publish(LiveHub.MOST_RECENT + 2_000, "a");
        long begin = log.get(1_000).offset();
        Wire wire = watch(from(begin));
        assertEquals(offsets(log.subList(1_000, log.size())), wire.offsets());
        assertEquals(1, wire.of("live").size());
        publish(3, "a");
        assertEquals(offsets(log.subList(1_000, log.size())), wire.offsets());
    }

    @Test
    void predictionsThatAreCommittedWhileTheTopicIsReadComeBehindWhatWasMissed() {
        publish(LiveHub.MOST_RECENT + 100, "a");
        later = true;
        Wire wire = watch(from(0));
        publish(500, "a");
        assertEquals(List.of(), wire.offsets());
        while (!asked.isEmpty()) {
            later = false;
            asked.remove(0).complete(piece(0));
            publish(1, "a");
        }
        assertEquals(offsets(log), wire.offsets());
    }

    @Test
    void whatWasDeletedIsSaid() {
        publish(LiveHub.MOST_RECENT + 100, "a");
        later = true;
        Wire wire = watch(from(3));
        long first = log.get(50).offset();
        asked.remove(0).complete(new LiveHistory.Piece(first, List.of(), first));
        asked.remove(0).complete(piece(first));
        assertEquals(first, wire.of("missed").get(0).getLong("to"));
        assertEquals(offsets(log.subList(50, log.size())), wire.offsets());
    }

    @Test
    void whoIsAheadOfThisProcessGetsNothingTwice() {
        publish(2, "a");
        Wire wire = watch(from(log.get(1).offset() + 4)); // another process had shown it more
        publish(10, "a");
        assertEquals(
                offsets(log.stream()
                        .filter(record -> record.offset() >= log.get(1).offset() + 4)
                        .toList()),
                wire.offsets());
    }

    @Test
    void whoComesBeforeThisProcessHasReadAnythingMissesNothing() {
        for (int i = 0; i < 900; i++) {
            append("a");
        }
        Wire wire = watch(from(log.get(100).offset()));
        assertEquals(List.of(), wire.offsets());
        hub.begin("ball", 0, log.get(400).offset()); // a little before the end
        hub.publish(log.subList(400, 900));
        assertEquals(offsets(log.subList(100, 900)), wire.offsets());
    }

    @Test
    void whenTheTailBeginsAnewBeyondWhatItKnewWatchersReadTheGapBack() {
        publish(10, "a");
        Wire wire = watch(ALL);
        for (int i = 0; i < 50; i++) {
            append("a");
        }
        hub.begin("ball", 0, log.get(40).offset());
        hub.publish(log.subList(40, 60));
        assertEquals(offsets(log.subList(10, 60)), wire.offsets());
    }

    @Test
    void disconnectsAtRandomLeaveNeitherGapNorDouble() {
        Random random = new Random(11);
        publish(20, "a");
        TreeSet<Long> seen = new TreeSet<>();
        long position = 0;
        int received = 0;
        for (int connection = 0; connection < 1_000; connection++) {
            Wire wire = new Wire();
            LiveClient client = hub.connect(wire, WhenSlow.CLOSE);
            hub.receive(client, from(position));
            publish(random.nextInt(20), "a");
            if (random.nextInt(20) == 0) {
                publish(LiveHub.MOST_RECENT, "a");
            }
            hub.disconnect(client);
            publish(random.nextInt(20), "a");
            List<String> offsets = wire.offsets();
            int arrived = random.nextInt(offsets.size() + 1); // the rest was on its way
            for (String offset : offsets.subList(0, arrived)) {
                seen.add(Long.valueOf(offset.substring(2)));
                received++;
            }
            position = seen.isEmpty() ? 0 : seen.last() + 1;
        }
        Wire rest = watch(from(position));
        rest.offsets().forEach(offset -> seen.add(Long.valueOf(offset.substring(2))));
        assertEquals(log.size(), received + rest.offsets().size());
        assertEquals(log.stream().map(LiveRecord::offset).toList(), List.copyOf(seen));
    }

    @Test
    void aSlowClientGetsTheNewestAndHowManyItMissed() {
        Wire wire = new Wire();
        LiveClient client = hub.connect(wire, WhenSlow.LATEST);
        hub.receive(client, ALL);
        wire.room = 0;
        publish(5, "a");
        publish(1, "b");
        hub.heartbeat();
        assertEquals(List.of(), wire.offsets());
        wire.room = 10;
        client.drain();
        assertEquals(offsets(log.subList(4, 6)), wire.offsets());
        assertEquals(4, wire.of("dropped").get(0).getInteger("count"));
    }

    @Test
    void aSlowClientThatMustHaveAllIsClosedAndResumes() {
        Wire wire = new Wire();
        LiveClient client = hub.connect(wire, WhenSlow.CLOSE);
        hub.receive(client, ALL);
        publish(1, "a");
        wire.room = 0;
        publish(LiveHub.RECORDS_WAITING, "a");
        assertEquals(0, wire.closed);
        publish(1, "a");
        assertEquals(LiveClient.TOO_SLOW, wire.closed);
        Wire again = watch(from(log.get(0).offset() + 1));
        assertEquals(offsets(log.subList(1, log.size())), again.offsets());
    }

    @Test
    void catchingUpGoesAsFastAsTheClientReads() {
        publish(3_000, "a".repeat(2_000));
        Wire wire = new Wire();
        LiveClient client = hub.connect(wire, WhenSlow.CLOSE);
        wire.room = 3;
        hub.receive(client, from(0));
        assertTrue(
                wire.offsets().size() < 100,
                "ahead of its reader: " + wire.offsets().size());
        publish(500, "b");
        assertEquals(0, wire.closed);
        while (wire.of("live").isEmpty()) {
            wire.room = 2;
            client.drain();
        }
        assertEquals(offsets(log), wire.offsets());
    }

    @Test
    void heartbeatsSayHowFarItIs() {
        Wire wire = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"streams\":[\"none\"]}");
        publish(7, "a");
        hub.heartbeat();
        assertEquals(
                new JsonObject()
                        .put("ball", new JsonObject().put("0", log.get(6).offset() + 1)),
                wire.of("heartbeat").get(0).getJsonObject("positions"));
    }

    @Test
    void figuresAndEventsGoToThoseWhoAsked() {
        hub.retraining("ball", new JsonObject().put("event", "PROMOTED").put("version", "2"));
        hub.retraining("ball", new JsonObject().put("event", "PROGRESS").put("share", 0.5));
        Wire with = watch("{\"type\":\"subscribe\",\"model\":\"ball\",\"status\":true}");
        Wire without = watch(ALL);
        hub.retraining("ball", new JsonObject().put("event", "DRIFT"));
        hub.retraining("nobody", new JsonObject().put("event", "DRIFT"));
        hub.status(model -> new LiveStatus(3, 4, 0, OptionalDouble.of(12)));
        assertEquals(
                List.of("PROMOTED", "PROGRESS", "DRIFT"),
                with.of("retraining").stream()
                        .map(message -> message.getString("event"))
                        .toList());
        assertEquals(12.0, with.of("status").get(0).getDouble("p99"));
        assertEquals(List.of(), without.of("status"));
        assertEquals(List.of(), without.of("retraining"));
    }

    @Test
    void aWrongRequestIsAnsweredAndAnUnknownModelNamed() {
        Wire wire = watch("{}", "{\"type\":\"subscribe\",\"model\":\"bell\"}");
        assertEquals(2, wire.of("error").size());
        assertTrue(wire.of("error").get(1).getString("message").contains("expected one of [ball, text]"));
    }

    private Wire watch(String... requests) {
        Wire wire = new Wire();
        LiveClient client = hub.connect(wire, WhenSlow.LATEST);
        for (String request : requests) {
            hub.receive(client, request);
        }
        return wire;
    }

    private static String from(long offset) {
        return "{\"type\":\"subscribe\",\"model\":\"ball\",\"from\":{\"0\":" + offset + "}}";
    }

    private void publish(int count, String stream) {
        int begin = log.size();
        for (int i = 0; i < count; i++) {
            append(stream);
        }
        hub.publish(List.copyOf(log.subList(begin, log.size())));
    }

    private void append(String stream) {
        long offset = offset(log.size());
        log.add(new LiveRecord("ball", 0, offset, stream, "{\"n\":" + offset + ",\"s\":\"" + stream + "\"}"));
    }

    private static long offset(int index) {
        return index + index / 2;
    }

    private Future<LiveHistory.Piece> read(String model, int partition, long from) {
        if (later) {
            Promise<LiveHistory.Piece> promise = Promise.promise();
            asked.add(promise);
            return promise.future();
        }
        return Future.succeededFuture(piece(from));
    }

    private LiveHistory.Piece piece(long from) {
        List<LiveRecord> records = log.stream()
                .filter(record -> record.offset() >= from)
                .limit(500)
                .toList();
        return new LiveHistory.Piece(
                from, records, records.get(records.size() - 1).offset() + 1);
    }

    private static List<String> offsets(Collection<LiveRecord> records) {
        return records.stream().map(record -> "0:" + record.offset()).toList();
    }
}
