package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamKey;
import java.io.IOException;

/** What the JSON of every result has, as it was read; {@link ResultHead} writes it. */
final class ResultFields {
    /** Takes the fields that only some results have. */
    interface Others {
        /** @param name of a field, at whose value the parser stands */
        void read(String name, JsonParser in) throws IOException;
    }

    private String stream;
    private long n;
    private long timestamp;
    private String model;
    private String version;
    private double error = Double.NaN;
    private double baselineError = Double.NaN;

    private ResultFields() {}

    /**
     * Reads a result; fields that nobody knows are ignored, so that a newer writer does no harm.
     *
     * @param what the result is called
     */
    static ResultFields read(JsonFactory json, byte[] value, String what, Others others) throws RejectedException {
        ResultFields fields = new ResultFields();
        try (JsonParser in = json.createParser(value)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new RejectedException(Rejection.NOT_A_POINT, "expected " + what + " as a JSON object");
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                fields.read(name, in, others);
            }
        } catch (IOException e) {
            throw new RejectedException(Rejection.NOT_JSON, "expected " + what + " as JSON");
        }
        return fields;
    }

    private void read(String name, JsonParser in, Others others) throws IOException {
        switch (name) {
            case "stream" -> stream = in.getText();
            case "n" -> n = in.getLongValue();
            case "t" -> timestamp = in.getLongValue();
            case "model" -> model = in.getText();
            case "version" -> version = in.getText();
            case "error" -> error = in.getDoubleValue();
            case "baselineError" -> baselineError = in.getDoubleValue();
            default -> others.read(name, in);
        }
    }

    /** Whether all that every result needs was there. */
    boolean complete() {
        return stream != null && model != null && version != null;
    }

    StreamKey stream() {
        return StreamName.parse(stream);
    }

    long n() {
        return n;
    }

    long timestamp() {
        return timestamp;
    }

    ModelVersion model() {
        return new ModelVersion(model, version);
    }

    double error() {
        return error;
    }

    double baselineError() {
        return baselineError;
    }
}
