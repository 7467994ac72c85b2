package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.stream.Forgotten;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes that a stream was forgotten: {@code {"stream":"pump-7","reason":"idle","n":42,"t":1700000000000}}. One thread. */
public final class ForgottenJson {
    private final JsonFactory json = Json.factory();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

    public byte[] write(Forgotten forgotten) {
        buffer.reset();
        try (JsonGenerator out = json.createGenerator(buffer)) {
            out.writeStartObject();
            out.writeStringField("stream", StreamName.of(forgotten.stream()));
            out.writeStringField("reason", forgotten.reason().toString());
            out.writeNumberField("n", forgotten.n());
            out.writeNumberField("t", forgotten.timestamp());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return buffer.toByteArray();
    }
}
