package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A network's arrays as lines of JSON: {@code {"inputs":[[…],…]}} in, {@code {"outputs":…}} out. One thread. */
public final class ArrayJson {
    private final JsonFactory json = Json.factory();
    private final int width;

    /** @param width numbers of one step's input */
    public ArrayJson(int width) {
        this.width = width;
    }

    /** The inputs of a line, [steps, inputs]. */
    public float[] readInputs(String line) throws RejectedException {
        try (JsonParser in = json.createParser(line)) {
            boolean named = in.nextToken() == JsonToken.START_OBJECT && "inputs".equals(in.nextFieldName());
            if (!named || in.nextToken() != JsonToken.START_ARRAY) {
                throw new RejectedException(Rejection.NOT_A_POINT, "expected {\"inputs\":[[…],…]}");
            }
            float[] inputs = new float[16 * width];
            int steps = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if ((steps + 1) * width > inputs.length) {
                    inputs = Arrays.copyOf(inputs, 2 * inputs.length);
                }
                readStep(in, inputs, steps++ * width);
            }
            if (steps == 0 || in.nextToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
                throw new RejectedException(Rejection.NOT_A_POINT, "expected one array of at least one step");
            }
            return Arrays.copyOf(inputs, steps * width);
        } catch (IOException e) {
            throw new RejectedException(Rejection.NOT_JSON, "expected JSON {\"inputs\":[[…],…]}");
        }
    }

    private void readStep(JsonParser in, float[] inputs, int at) throws IOException, RejectedException {
        int found = 0;
        if (in.currentToken() == JsonToken.START_ARRAY) {
            for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
                if (token == null || !token.isNumeric()) {
                    throw new RejectedException(Rejection.NOT_A_NUMBER, "expected numbers, found " + in.getText());
                }
                if (found < width) {
                    inputs[at + found] = in.getFloatValue();
                }
                found++;
            }
        }
        if (found != width) {
            throw new RejectedException(
                    Rejection.WRONG_LENGTH, "expected steps of " + width + " numbers, found " + found);
        }
    }

    /**
     * One line, without its end.
     *
     * @param nested [steps, width] rather than [width]
     */
    public String writeOutputs(float[] outputs, int outputWidth, boolean nested) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = json.createGenerator(text)) {
            out.writeStartObject();
            out.writeArrayFieldStart("outputs");
            for (int i = 0; i < outputs.length; i++) {
                if (nested && i % outputWidth == 0) {
                    out.writeStartArray();
                }
                out.writeNumber(outputs[i]);
                if (nested && (i + 1) % outputWidth == 0) {
                    out.writeEndArray();
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return text.toString();
    }
}
