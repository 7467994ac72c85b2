package io.millrace.api;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.codec.ValueDecoder;
import io.millrace.encoding.Encoding;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Answer;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.StreamTask;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code POST /models/MODEL/forecast}: a sequence's points in, what the model says behind the last of them out. */
final class Forecast {
    static final int FURTHEST = 10_000;
    private static final long MOST_WORK = 2_000_000_000; // multiplications, a second at most

    private Forecast() {}

    /** Points as records have them: objects of the features, arrays of numbers, or tokens. */
    static Points points(JsonArray list, Encoding encoding) {
        if (list.isEmpty() || list.size() > Points.MOST) {
            throw ApiException.invalid("points: expected 1 to " + Points.MOST + ", found " + list.size());
        }
        ValueDecoder decoder = ValueDecoder.of(encoding);
        double[][] points = new double[list.size()][];
        for (int i = 0; i < points.length; i++) {
            try {
                points[i] = decoder.decode(Json.encodeToBuffer(list.getValue(i)).getBytes());
            } catch (RejectedException e) {
                throw ApiException.invalid("points[" + i + "]: " + e.reason() + ": " + e.getMessage());
            }
        }
        return new Points(1, points.length, 2, points);
    }

    /** On a worker. */
    static JsonObject of(StreamTask served, Points points, int ahead, Kernels kernels) {
        long steps = (long) points.values().length + ahead;
        long work = steps * served.model().network().architecture().parameterCount();
        if (work > MOST_WORK) {
            throw ApiException.invalid("ahead: expected points and steps ahead that take a second, found " + steps
                    + " of them for a network of this size; ask for fewer");
        }
        StreamTask task;
        try {
            task = ahead == 0
                    ? served
                    : new StreamTask(served.model(), served.settings().withAhead(ahead));
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(e.getMessage());
        }
        Call call = new Call(null, points);
        new MemoryStreams(task, kernels).run(task, List.of(call), List.of());
        Result last = call.last();
        if (call.refused || last == null) {
            throw ApiException.invalid(
                    "points: expected numbers in the range of the network's arithmetic, found larger ones");
        }
        return json(last);
    }

    /** As a record has it, without what belongs to streams alone. */
    private static JsonObject json(Result result) {
        byte[] record = result instanceof Prediction prediction
                ? new PredictionJson().write(prediction)
                : new AnswerJson().write((Answer) result);
        JsonObject json = Buffer.buffer(record).toJsonObject();
        List.of("stream", "t", "error", "baselineError").forEach(json::remove);
        return json;
    }
}
