package io.millrace.web;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The live protocol: JSON in text frames over the WebSocket {@code /live}, one message a frame, each with its {@code type}.
 * {@code docs/asyncapi.yaml} has every field; a test holds the two together.
 *
 * <pre>{@code
 * client → {"type":"subscribe","model":"ball"}     and of it only, if given, all of:
 *           "streams":["b-1","b-2"], "prefix":"b-", "minimumError":0.05,
 *           "snapshot":true                        the newest of each stream first
 *           "from":{"0":120,"1":77}                what was missed first, by partition the next offset that is wanted
 *           "status":true                          figures of the service and retraining's events, too
 *          {"type":"unsubscribe","model":"ball"}
 *
 * server → {"type":"models","models":[{"name","features","unit","baseline"}]}           once, on connecting
 *          {"type":"subscribed","model","positions":{"0":120}}                           where it begins
 *          {"type":"snapshot","model","records":[{"partition","offset","prediction"}]}
 *          {"type":"missed","model","partition","from","to"}                             deleted before it could be read
 *          {"type":"live","model","positions":{"0":123}}                                 from here on as it is committed
 *          {"type":"predictions","model","records":[{"partition","offset","prediction"}]}
 *          {"type":"dropped","count":42}           left out since the last such message, as the client read too slowly
 *          {"type":"heartbeat","t","positions":{"ball":{"0":130}}}                       all before them was handed over
 *          {"type":"status","model","t","rate","lag","streams","stored","p99"}
 *          {"type":"retraining","model","at","event",…}
 *          {"type":"error","message"}              the last frame was not understood
 * }</pre>
 *
 * A {@code prediction} is the output topic's record, as it was committed. A second subscription to a model takes the first
 * one's place. Who resumes keeps, of each partition, the offset behind the last one it got, or the newest positions it was told.
 */
final class LiveProtocol {
    private static final Set<String> SUBSCRIBE =
            Set.of("type", "model", "streams", "prefix", "minimumError", "snapshot", "from", "status");

    private LiveProtocol() {}

    /** Reads a client's frame; an IllegalArgumentException says what is wrong with it. */
    static LiveRequest parse(String frame) {
        JsonObject message = object(frame);
        String type = string(message, "type", "");
        return switch (type) {
            case "subscribe" -> {
                requireKnown(message, SUBSCRIBE);
                yield new LiveRequest.Subscribe(
                        string(message, "model", null),
                        new LiveFilter(
                                streams(message), string(message, "prefix", ""), number(message, "minimumError")),
                        positions(message),
                        flag(message, "snapshot"),
                        flag(message, "status"));
            }
            case "unsubscribe" -> {
                requireKnown(message, Set.of("type", "model"));
                yield new LiveRequest.Unsubscribe(string(message, "model", null));
            }
            default ->
                throw new IllegalArgumentException("type: expected subscribe or unsubscribe, found \"" + type + "\"");
        };
    }

    private static JsonObject object(String frame) {
        try {
            return new JsonObject(frame);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("frame: expected a JSON object, found something else", e);
        }
    }

    private static void requireKnown(JsonObject message, Set<String> known) {
        for (String key : message.fieldNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(key + ": expected one of " + new java.util.TreeSet<>(known));
            }
        }
    }

    /** @param otherwise null: it is required */
    private static String string(JsonObject message, String key, String otherwise) {
        Object value = message.getValue(key);
        if (value instanceof String text) {
            return text;
        }
        if (value == null && otherwise != null) {
            return otherwise;
        }
        throw expected(key, "a string", value);
    }

    private static double number(JsonObject message, String key) {
        Object value = message.getValue(key);
        if (value == null) {
            return 0;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw expected(key, "a number", value);
    }

    private static boolean flag(JsonObject message, String key) {
        Object value = message.getValue(key);
        if (value == null || value instanceof Boolean) {
            return value != null && (Boolean) value;
        }
        throw expected(key, "true or false", value);
    }

    private static Set<String> streams(JsonObject message) {
        Object value = message.getValue("streams");
        Set<String> streams = new HashSet<>();
        if (value == null) {
            return streams;
        }
        if (!(value instanceof JsonArray array) || array.isEmpty()) {
            throw expected("streams", "an array of strings", value);
        }
        for (Object each : array) {
            if (!(each instanceof String stream)) {
                throw expected("streams", "strings", each);
            }
            streams.add(stream);
        }
        return streams;
    }

    private static Map<Integer, Long> positions(JsonObject message) {
        Object value = message.getValue("from");
        Map<Integer, Long> positions = new TreeMap<>();
        if (value == null) {
            return positions;
        }
        if (!(value instanceof JsonObject object)) {
            throw expected("from", "an object of partitions and offsets", value);
        }
        for (Map.Entry<String, Object> each : object) {
            boolean partition = each.getKey().matches("\\d{1,6}");
            if (!partition || !(each.getValue() instanceof Number offset) || offset.longValue() < 0) {
                throw expected("from", "partitions with offsets of 0 or more", each);
            }
            positions.put(Integer.valueOf(each.getKey()), offset.longValue());
        }
        return positions;
    }

    private static IllegalArgumentException expected(String key, String what, Object found) {
        return new IllegalArgumentException(
                key + ": expected " + what + ", found " + (found == null ? "nothing" : found));
    }

    static String models(Collection<LiveModel> models) {
        JsonArray array = new JsonArray();
        for (LiveModel model : models) {
            array.add(new JsonObject()
                    .put("name", model.name())
                    .put("features", new JsonArray(model.features()))
                    .put("unit", model.unit())
                    .put("baseline", model.baseline()));
        }
        return message("models").put("models", array).encode();
    }

    static String subscribed(String model, Map<Integer, Long> positions) {
        return message("subscribed", model).put("positions", json(positions)).encode();
    }

    static String live(String model, Map<Integer, Long> positions) {
        return message("live", model).put("positions", json(positions)).encode();
    }

    static String missed(String model, int partition, long from, long to) {
        return message("missed", model)
                .put("partition", partition)
                .put("from", from)
                .put("to", to)
                .encode();
    }

    static String snapshot(String model, List<LiveRecord> records) {
        return records("snapshot", model, records);
    }

    static String predictions(String model, List<LiveRecord> records) {
        return records("predictions", model, records);
    }

    /** Output records stand in it as they are: they are JSON already. */
    private static String records(String type, String model, List<LiveRecord> records) {
        StringBuilder frame = new StringBuilder(256
                        + records.size() * 64
                        + records.stream()
                                .mapToInt(record -> record.json().length())
                                .sum())
                .append("{\"type\":\"")
                .append(type)
                .append("\",\"model\":\"")
                .append(model) // letters, digits, . _ -
                .append("\",\"records\":[");
        String separator = "";
        for (LiveRecord record : records) {
            frame.append(separator)
                    .append("{\"partition\":")
                    .append(record.partition())
                    .append(",\"offset\":")
                    .append(record.offset())
                    .append(",\"prediction\":")
                    .append(record.json())
                    .append('}');
            separator = ",";
        }
        return frame.append("]}").toString();
    }

    static String dropped(long count) {
        return message("dropped").put("count", count).encode();
    }

    static String heartbeat(long millis, Map<String, Map<Integer, Long>> positions) {
        JsonObject models = new JsonObject();
        positions.forEach((model, each) -> models.put(model, json(each)));
        return message("heartbeat").put("t", millis).put("positions", models).encode();
    }

    static String status(String model, long millis, double rate, LiveStatus status) {
        return message("status", model)
                .put("t", millis)
                .put("rate", rate)
                .put("lag", status.lag())
                .put("streams", status.streams())
                .put("stored", status.stored())
                .put("p99", status.p99Millis().isPresent() ? status.p99Millis().getAsDouble() : null)
                .encode();
    }

    /** @param event what happened and its figures; when, unless it says it itself */
    static String retraining(String model, long millis, JsonObject event) {
        return message("retraining", model).put("at", millis).mergeIn(event).encode();
    }

    static String error(String message) {
        return message("error").put("message", message).encode();
    }

    private static JsonObject message(String type) {
        return new JsonObject().put("type", type);
    }

    private static JsonObject message(String type, String model) {
        return message(type).put("model", model);
    }

    private static JsonObject json(Map<Integer, Long> positions) {
        JsonObject object = new JsonObject();
        positions.forEach((partition, offset) -> object.put(Integer.toString(partition), offset));
        return object;
    }
}
