package io.millrace.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The name of a stream: any bytes, immutable. */
public final class StreamKey {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SHORT = 2 * Long.BYTES - 1; // bytes at most; the last byte of two words is for the length

    private final byte[] bytes;

    private StreamKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The key of a record; the bytes are copied. */
    public static StreamKey of(byte[] bytes) {
        return new StreamKey(bytes.clone());
    }

    /** The same of bytes that nobody changes any more: they are not copied. */
    public static StreamKey wrap(byte[] bytes) {
        return new StreamKey(bytes);
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

    /** Of a short key, by its words. */
    static StreamKey of(long word, long lastWord) {
        ByteBuffer words = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        words.putLong(word).putLong(lastWord);
        return new StreamKey(Arrays.copyOf(words.array(), words.get(SHORT)));
    }

    /** Whether there is more to the key than its words say. */
    boolean isLong() {
        return bytes.length > SHORT;
    }

    /** The first eight bytes, zeros behind them. */
    long word() {
        if (bytes.length >= Long.BYTES) {
            return (long) WORD.get(bytes, 0);
        }
        long word = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            word = word << Byte.SIZE | Byte.toUnsignedLong(bytes[i]);
        }
        return word;
    }

    /** The next seven, and the length, if that is all. */
    long lastWord() {
        int known = Math.min(bytes.length, SHORT);
        long length = (long) Math.min(bytes.length, SHORT + 1) << (Long.SIZE - Byte.SIZE);
        return known <= Long.BYTES
                ? length
                : (long) WORD.get(bytes, known - Long.BYTES) >>> (2 * Long.BYTES - known) * Byte.SIZE | length;
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
