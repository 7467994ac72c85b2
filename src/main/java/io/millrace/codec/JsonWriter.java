package io.millrace.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Writes one JSON value after another, each into bytes of its own; keeps what it writes with. One thread. */
final class JsonWriter {
    /** Writes one value. */
    interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** Takes what comes in one piece, as nearly all does, with a single copy. */
    private static final class Bytes extends OutputStream {
        private static final byte[] NONE = {};

        private byte[] written = NONE;

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int count) {
            int before = written.length;
            byte[] all =
                    before == 0 ? Arrays.copyOfRange(from, at, at + count) : Arrays.copyOf(written, before + count);
            if (before > 0) {
                System.arraycopy(from, at, all, before, count);
            }
            written = all;
        }

        byte[] take() {
            byte[] taken = written;
            written = NONE;
            return taken;
        }
    }

    private final Bytes bytes = new Bytes();
    private JsonGenerator generator; // null before the first value and after one that failed

    byte[] write(Content content) {
        bytes.take(); // of one that failed
        try {
            JsonGenerator out = generator == null ? open() : generator;
            generator = null;
            content.writeTo(out);
            out.flush();
            generator = out;
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return bytes.take();
    }

    private JsonGenerator open() throws IOException {
        JsonGenerator out = Json.factory().createGenerator(bytes);
        out.setRootValueSeparator(null); // every value stands alone
        return new DecimalGenerator(out);
    }
}
