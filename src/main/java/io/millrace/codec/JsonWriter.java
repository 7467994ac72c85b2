package io.millrace.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes one JSON value after another, each into bytes of its own; keeps what it writes with. One thread. */
final class JsonWriter {
    /** Writes one value. */
    interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static final int USUAL_BYTES = 512;

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(USUAL_BYTES);
    private JsonGenerator generator; // null before the first value and after one that failed

    byte[] write(Content content) {
        buffer.reset();
        try {
            JsonGenerator out = generator == null ? open() : generator;
            generator = null;
            content.writeTo(out);
            out.flush();
            generator = out;
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return buffer.toByteArray();
    }

    private JsonGenerator open() throws IOException {
        JsonGenerator out = Json.factory().createGenerator(buffer);
        out.setRootValueSeparator(null); // every value stands alone
        return new DecimalGenerator(out);
    }
}
