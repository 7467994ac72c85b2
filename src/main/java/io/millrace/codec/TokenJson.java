package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a token as JSON text. One thread. */
public final class TokenJson {
    private final JsonFactory json = Json.factory();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

    public byte[] write(String token) {
        buffer.reset();
        try (JsonGenerator out = json.createGenerator(buffer)) {
            out.writeString(token);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return buffer.toByteArray();
    }
}
