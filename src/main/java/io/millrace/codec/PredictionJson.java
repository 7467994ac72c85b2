package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.stream.Prediction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A prediction as JSON, one line, fields in this order:
 *
 * <pre>{@code
 *   {"stream":"ball-7","n":3,"t":1700000000000,"model":"ball","version":"1",
 *    "point":[…],"prediction":[…],"ahead":[[…],…],"error":0.01,"baselineError":0.02}
 * }</pre>
 *
 * {@code ahead} is left out when empty, the errors at a stream's first point. Numbers are written with the fewest digits
 * that read back to the same bits, in the same text on every JDK. {@code stream} is a {@link StreamName}.
 */
public final class PredictionJson {
    private static final byte[] POINT = JsonText.quoted("point");
    private static final byte[] PREDICTION = JsonText.quoted("prediction");
    private static final byte[] AHEAD = JsonText.quoted("ahead");

    private final JsonFactory json = Json.factory();
    private final JsonText out = new JsonText();
    private final ResultHead head = new ResultHead();

    /** The bytes of a record's value. One thread at a time. */
    public byte[] write(Prediction prediction) {
        out.begin().startObject();
        head.write(out, prediction);
        out.name(POINT);
        out.numbers(prediction.point());
        out.name(PREDICTION);
        out.numbers(prediction.next());
        if (!prediction.ahead().isEmpty()) {
            out.name(AHEAD);
            out.startArray();
            prediction.ahead().forEach(out::numbers);
            out.endArray();
        }
        ResultHead.writeErrors(out, prediction);
        out.endObject();
        return out.end();
    }

    /** Reads what {@link #write} wrote; unknown fields are ignored, so that a newer writer does no harm. */
    public Prediction read(byte[] value) throws RejectedException {
        Points points = new Points();
        ResultFields fields = ResultFields.read(json, value, "a prediction", points);
        if (!fields.complete() || points.point == null || points.next == null || fields.n() < 1) {
            throw new RejectedException(
                    Rejection.MISSING_FIELD, "expected stream, n, model, version, point and prediction");
        }
        return new Prediction(
                fields.stream(),
                fields.n(),
                fields.timestamp(),
                fields.model(),
                points.point,
                points.next,
                points.ahead,
                fields.error(),
                fields.baselineError());
    }

    private static final class Points implements ResultFields.Others {
        private double[] point;
        private double[] next;
        private final List<double[]> ahead = new ArrayList<>();

        @Override
        public void read(String name, JsonParser in) throws IOException {
            switch (name) {
                case "point" -> point = numbers(in);
                case "prediction" -> next = numbers(in);
                case "ahead" -> {
                    while (in.nextToken() == JsonToken.START_ARRAY) {
                        ahead.add(numbers(in));
                    }
                }
                default -> in.skipChildren();
            }
        }

        private static double[] numbers(JsonParser in) throws IOException {
            double[] numbers = new double[4];
            int count = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = in.getDoubleValue();
            }
            return Arrays.copyOf(numbers, count);
        }
    }
}
