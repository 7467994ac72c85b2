package io.millrace.codec;

import io.millrace.stream.StreamSnapshot;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A stream's state in the changelog: big-endian binary, format 3.
 *
 * <pre>{@code
 *   byte     format
 *   short, … model version: bytes of UTF-8, their count first
 *   long     offset of the last input record
 *   long     its timestamp, milliseconds since 1970
 *   long     the partition's time when it was last heard of, milliseconds since 1970
 *   long     n, points so far
 *   int, …   memory, window: doubles, each array's count first
 *   int, …   output, state: floats, each array's count first
 *   int, …   what is remembered of the order of points: bytes, their count first
 * }</pre>
 *
 * A reader refuses another format, rather than begin streams anew that are merely not understood.
 */
public final class StateFormat {
    static final byte FORMAT = 3;

    private StateFormat() {}

    public static byte[] write(StreamSnapshot snapshot) {
        byte[] version = snapshot.modelVersion().getBytes(StandardCharsets.UTF_8);
        int doubles = snapshot.memory().length + snapshot.window().length;
        int floats = snapshot.output().length + snapshot.state().length;
        ByteBuffer out = ByteBuffer.allocate(1
                + Short.BYTES
                + version.length
                + 4 * Long.BYTES
                + 5 * Integer.BYTES
                + snapshot.order().length
                + doubles * Double.BYTES
                + floats * Float.BYTES);
        out.put(FORMAT);
        out.putShort((short) version.length).put(version);
        out.putLong(snapshot.offset())
                .putLong(snapshot.timestamp())
                .putLong(snapshot.heard())
                .putLong(snapshot.n());
        putDoubles(out, snapshot.memory());
        putDoubles(out, snapshot.window());
        putFloats(out, snapshot.output());
        putFloats(out, snapshot.state());
        out.putInt(snapshot.order().length).put(snapshot.order());
        return out.array();
    }

    /** Errors: a newer format, and bytes that are no state, are refused. */
    public static StreamSnapshot read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte format = in.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException("state: expected format " + FORMAT + ", found " + format
                        + "; run the version that wrote it, or a newer one");
            }
            byte[] version = new byte[count(Short.toUnsignedInt(in.getShort()), Byte.BYTES, in)];
            in.get(version);
            StreamSnapshot snapshot = new StreamSnapshot(
                    new String(version, StandardCharsets.UTF_8),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    doubles(in),
                    doubles(in),
                    floats(in),
                    floats(in),
                    bytes(in));
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("state: expected its end, found " + in.remaining() + " bytes more");
            }
            return snapshot;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("state: ends too early, after " + bytes.length + " bytes", e);
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[count(in.getInt(), Byte.BYTES, in)];
        in.get(bytes);
        return bytes;
    }

    private static void putDoubles(ByteBuffer out, double[] numbers) {
        out.putInt(numbers.length);
        for (double number : numbers) {
            out.putDouble(number);
        }
    }

    private static void putFloats(ByteBuffer out, float[] numbers) {
        out.putInt(numbers.length);
        for (float number : numbers) {
            out.putFloat(number);
        }
    }

    private static double[] doubles(ByteBuffer in) {
        double[] numbers = new double[count(in.getInt(), Double.BYTES, in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.getDouble();
        }
        return numbers;
    }

    private static float[] floats(ByteBuffer in) {
        float[] numbers = new float[count(in.getInt(), Float.BYTES, in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.getFloat();
        }
        return numbers;
    }

    /** Checked before anything of that size is allocated. */
    private static int count(int count, int size, ByteBuffer in) {
        if (count < 0 || (long) count * size > in.remaining()) {
            throw new IllegalArgumentException(
                    "state: expected " + count + " numbers of " + size + " bytes, found " + in.remaining() + " bytes");
        }
        return count;
    }
}
