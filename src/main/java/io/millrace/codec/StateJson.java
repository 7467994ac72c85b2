package io.millrace.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import java.io.IOException;

/** A stream's state for people: one JSON object with all of its numbers. One thread. */
public final class StateJson {
    private final JsonWriter writer = new JsonWriter();

    public byte[] write(int partition, StreamKey stream, StreamSnapshot state) {
        return writer.write(out -> {
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
        });
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
