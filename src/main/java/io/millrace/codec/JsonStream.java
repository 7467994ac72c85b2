package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * One parser that reads a JSON value after another, as long as all is well: making one for each costs more than reading.
 * One thread.
 */
final class JsonStream {
    /** Reads one value. */
    interface Content<T> {
        /** @param in before the value */
        T read(JsonParser in) throws IOException, RejectedException;
    }

    /** A parser keeps the names it met, which come from strangers. */
    private static final int VALUES = 1000;

    /** Gives the bytes of a value once, and then ends. */
    private static final class Source extends InputStream {
        private byte[] value;
        private int at;

        void set(byte[] next) {
            value = next;
            at = 0;
        }

        boolean atEnd() {
            return at == value.length;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("a parser reads many bytes at once");
        }

        @Override
        public int read(byte[] into, int from, int atMost) {
            int count = Math.min(atMost, value.length - at);
            if (count == 0) {
                return -1;
            }
            System.arraycopy(value, at, into, from, count);
            at += count;
            return count;
        }
    }

    private final OutputStream nowhere = OutputStream.nullOutputStream();
    private final JsonFactory json;
    private final Source source = new Source();
    private JsonParser parser;
    private int left; // values for the parser

    JsonStream(JsonFactory json) {
        this.json = json;
    }

    /** What the value says; null: it is unusual in some way, which a parser of its own will tell. */
    <T> T read(byte[] value, Content<T> content) {
        try {
            T read = content.read(open(value));
            if (source.atEnd() && parser.releaseBuffered(nowhere) == 0) {
                return read;
            }
        } catch (IOException | RejectedException e) {
            // The parser stands within the value.
        }
        drop();
        return null;
    }

    private JsonParser open(byte[] value) throws IOException {
        source.set(value);
        if (left == 0) {
            drop();
            parser = json.createParser(source);
            left = VALUES;
        }
        left--;
        return parser;
    }

    private void drop() {
        left = 0;
        if (parser != null) {
            try {
                parser.close();
            } catch (IOException e) {
                throw new UncheckedIOException("a buffer in memory failed", e);
            }
        }
    }
}
