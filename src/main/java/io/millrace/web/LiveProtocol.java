package io.millrace.web;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;

/**
 * The live protocol: JSON in text frames over the WebSocket {@code /live}, one message a frame.
 *
 * <pre>{@code
 * client → {"subscribe":   {"model": "ball", "stream": "b-1"}}   without stream: every stream of the model
 *          {"unsubscribe": {"model": "ball", "stream": "b-1"}}   without stream: whatever was subscribed of the model
 *
 * server → {"models": [{"name", "features", "unit", "baseline"}]}   once, on connecting
 *          {"prediction": {"stream", "model", "n", "t", "point", "prediction", "ahead", "error", …}}
 *                                                        the output topic's record, as it was committed
 *          {"dropped": 42}                               predictions left out since the last such message, because
 *                                                        the client read too slowly: it got the newest of each stream
 *          {"error": "…"}                                the last frame was not understood
 * }</pre>
 *
 * Nothing is sent before the first subscription but the models. Subscribing twice is subscribing once. Taking one stream back
 * does not narrow a subscription to the whole model.
 */
final class LiveProtocol {
    private LiveProtocol() {}

    /** Reads a client's frame; an IllegalArgumentException says what is wrong with it. */
    static LiveRequest parse(String frame) {
        JsonObject message = object(frame);
        boolean subscribe = message.containsKey("subscribe");
        String verb = subscribe ? "subscribe" : "unsubscribe";
        if (message.size() != 1 || !(message.getValue(verb) instanceof JsonObject body)) {
            throw new IllegalArgumentException("frame: expected {\"subscribe\": {\"model\": …}} or"
                    + " {\"unsubscribe\": {\"model\": …}}, found the keys " + message.fieldNames());
        }
        return new LiveRequest(subscribe, text(verb, body, "model", true), text(verb, body, "stream", false));
    }

    private static JsonObject object(String frame) {
        try {
            return new JsonObject(frame);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("frame: expected a JSON object, found something else", e);
        }
    }

    private static String text(String verb, JsonObject body, String key, boolean required) {
        Object value = body.getValue(key);
        if (value instanceof String text) {
            return text;
        }
        if (value == null && !required) {
            return null;
        }
        throw new IllegalArgumentException(
                verb + "." + key + ": expected a string, found " + (value == null ? "nothing" : value));
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
        return new JsonObject(Map.of("models", array)).encode();
    }

    /** Wraps an output record as it stands: it is JSON already. */
    static String prediction(String outputRecord) {
        return "{\"prediction\":" + outputRecord + "}";
    }

    static String dropped(long count) {
        return "{\"dropped\":" + count + "}";
    }

    static String error(String message) {
        return new JsonObject(Map.of("error", message)).encode();
    }
}
