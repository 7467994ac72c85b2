package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
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
    private static final SerializableString POINT = new SerializedString("point");
    private static final SerializableString PREDICTION = new SerializedString("prediction");

    private final JsonFactory json = Json.factory();
    private final JsonWriter writer = new JsonWriter();
    private final ResultHead head = new ResultHead();

    /** The bytes of a record's value. One thread at a time. */
    public byte[] write(Prediction prediction) {
        return writer.write(out -> {
            out.writeStartObject();
            head.write(out, prediction);
            writeNumbers(out, POINT, prediction.point());
            writeNumbers(out, PREDICTION, prediction.next());
            writeAhead(out, prediction.ahead());
            ResultHead.writeErrors(out, prediction);
            out.writeEndObject();
        });
    }

    private static void writeNumbers(JsonGenerator out, SerializableString name, double[] numbers) throws IOException {
        out.writeFieldName(name);
        out.writeArray(numbers, 0, numbers.length);
    }

    private static void writeAhead(JsonGenerator out, List<double[]> ahead) throws IOException {
        if (ahead.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("ahead");
        for (double[] point : ahead) {
            out.writeArray(point, 0, point.length);
        }
        out.writeEndArray();
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
