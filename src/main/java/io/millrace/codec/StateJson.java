package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A stream's state for people: one JSON object with all of its numbers. One thread. */
public final class StateJson {
    private final JsonFactory json = Json.factory();

    public byte[] write(int partition, StreamKey stream, StreamSnapshot state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("stream", StreamName.of(stream));
            out.writeStringField("version", state.modelVersion());
            out.writeNumberField("partition", partition);
            out.writeNumberField("offset", state.offset());
            out.writeNumberField("n", state.n());
            out.writeNumberField("t", state.timestamp());
            out.writeNumberField("heard", state.heard());
            doubles(out, "memory", state.memory());
            doubles(out, "window", state.window());
            floats(out, "output", state.output());
            floats(out, "state", state.state());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void doubles(JsonGenerator out, String name, double[] numbers) throws IOException {
        out.writeFieldName(name);
        out.writeArray(numbers, 0, numbers.length);
    }

    private static void floats(JsonGenerator out, String name, float[] numbers) throws IOException {
        out.writeArrayFieldStart(name);
        for (float number : numbers) {
            out.writeNumber(number);
        }
        out.writeEndArray();
    }
}
