package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Prediction;
import io.millrace.stream.StreamKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
    private static final int USUAL_BYTES = 512;

    private final JsonFactory json = Json.factory();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(USUAL_BYTES);

    /** The bytes of a record's value. One thread at a time. */
    public byte[] write(Prediction prediction) {
        buffer.reset();
        try (JsonGenerator out = json.createGenerator(buffer)) {
            out.writeStartObject();
            ResultFields.writeHead(out, prediction);
            writeNumbers(out, "point", prediction.point());
            writeNumbers(out, "prediction", prediction.next());
            writeAhead(out, prediction.ahead());
            ResultFields.writeErrors(out, prediction);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return buffer.toByteArray();
    }

    private static void writeNumbers(JsonGenerator out, String name, double[] numbers) throws IOException {
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
        Fields fields = new Fields();
        try (JsonParser in = json.createParser(value)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new RejectedException(Rejection.NOT_A_POINT, "expected a prediction as a JSON object");
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                fields.read(name, in);
            }
            return fields.toPrediction();
        } catch (IOException e) {
            throw new RejectedException(Rejection.NOT_JSON, "expected a prediction as JSON");
        }
    }

    private static final class Fields {
        private String stream;
        private long n;
        private long timestamp;
        private String model;
        private String version;
        private double[] point;
        private double[] next;
        private final List<double[]> ahead = new ArrayList<>();
        private double error = Double.NaN;
        private double baselineError = Double.NaN;

        void read(String name, JsonParser in) throws IOException {
            switch (name) {
                case "stream" -> stream = in.getText();
                case "n" -> n = in.getLongValue();
                case "t" -> timestamp = in.getLongValue();
                case "model" -> model = in.getText();
                case "version" -> version = in.getText();
                case "point" -> point = numbers(in);
                case "prediction" -> next = numbers(in);
                case "ahead" -> {
                    while (in.nextToken() == JsonToken.START_ARRAY) {
                        ahead.add(numbers(in));
                    }
                }
                case "error" -> error = in.getDoubleValue();
                case "baselineError" -> baselineError = in.getDoubleValue();
                default -> in.skipChildren();
            }
        }

        private static double[] numbers(JsonParser in) throws IOException {
            double[] numbers = new double[4];
            int count = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (count == numbers.length) {
                    numbers = java.util.Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = in.getDoubleValue();
            }
            return java.util.Arrays.copyOf(numbers, count);
        }

        Prediction toPrediction() throws RejectedException {
            if (stream == null || model == null || version == null || point == null || next == null || n < 1) {
                throw new RejectedException(
                        Rejection.MISSING_FIELD, "expected stream, n, model, version, point and prediction");
            }
            StreamKey key = StreamName.parse(stream);
            ModelVersion by = new ModelVersion(model, version);
            return new Prediction(key, n, timestamp, by, point, next, ahead, error, baselineError);
        }
    }
}
