package io.millrace.api;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** A request's body as one JSON object with known keys, for routes that are no hot ones. */
final class Body {
    private final JsonObject json;

    private Body(JsonObject json) {
        this.json = json;
    }

    /** Errors: no object, or a key that nobody asks for. */
    static Body of(RoutingContext context, Set<String> keys) {
        try {
            JsonObject json = context.body().buffer() == null || context.body().length() <= 0
                    ? new JsonObject()
                    : context.body().buffer().toJsonObject();
            for (String key : json.fieldNames()) {
                if (!keys.contains(key)) {
                    throw ApiException.invalid("body: expected some of "
                            + keys.stream().sorted().toList() + ", found \"" + Datatype.shorten(key) + '"');
                }
            }
            return new Body(json);
        } catch (DecodeException | ClassCastException e) {
            throw ApiException.invalid("body: expected a JSON object, found something else");
        }
    }

    String text(String key, String otherwise) {
        Object value = json.getValue(key, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw ApiException.invalid(key + ": expected a text");
    }

    int whole(String key, int otherwise, int most) {
        double value = number(key, otherwise);
        if (value != Math.rint(value) || value < 0 || value > most) {
            throw ApiException.invalid(key + ": expected a whole number from 0 to " + most + ", found " + value);
        }
        return (int) value;
    }

    double number(String key, double otherwise) {
        Object value = json.getValue(key, otherwise);
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw ApiException.invalid(key + ": expected a number");
    }

    JsonArray list(String key) {
        if (json.getValue(key) instanceof JsonArray list) {
            return list;
        }
        throw ApiException.invalid(key + ": expected a list");
    }
}
