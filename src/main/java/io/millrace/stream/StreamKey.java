package io.millrace.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The name of a stream: any bytes, immutable. */
public final class StreamKey {
    private final byte[] bytes; // and nothing else: there are as many keys as streams

    private StreamKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The key of a record; the bytes are copied. */
    public static StreamKey of(byte[] bytes) {
        return new StreamKey(bytes.clone());
    }

    /** The UTF-8 bytes of a text. */
    public static StreamKey of(String text) {
        return new StreamKey(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** For logs: the bytes as UTF-8, with replacement characters where they are not. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
