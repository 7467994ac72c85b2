package io.millrace.keras;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow at the end, least significant byte first. */
final class LittleEndianBuffer {
    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    LittleEndianBuffer bytes(int... values) {
        for (int value : values) {
            unsigned(value, 1);
        }
        return this;
    }

    LittleEndianBuffer u16(int value) {
        return unsigned(value, 2);
    }

    LittleEndianBuffer u32(int value) {
        return unsigned(value, 4);
    }

    LittleEndianBuffer u64(long value) {
        return unsigned(value, 8);
    }

    private LittleEndianBuffer unsigned(long value, int width) {
        reserve(width);
        for (int i = 0; i < width; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    LittleEndianBuffer append(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    LittleEndianBuffer append(float[] values) {
        int width = Math.multiplyExact(Float.BYTES, values.length);
        reserve(width);
        ByteBuffer.wrap(bytes, size, width)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(values);
        size += width;
        return this;
    }

    /** Zeros up to the given size. */
    LittleEndianBuffer padTo(int newSize) {
        reserve(newSize - size);
        size = newSize;
        return this;
    }

    /** Zeros up to the next multiple of 8. */
    LittleEndianBuffer align() {
        return padTo(Math.addExact(size, 7) & ~7);
    }

    /** Overwrites what stands at the beginning. */
    void patch(byte[] start) {
        System.arraycopy(start, 0, bytes, 0, start.length);
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
        }
    }
}
