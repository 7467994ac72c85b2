package io.millrace.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The raw bytes behind a request's JSON: tensors, one behind the other. */
final class RawTensors {
    private final ByteBuffer bytes;

    RawTensors(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    Tensor next(String name, Datatype datatype, int[] shape, int elements, long size, String where) {
        if (size > bytes.remaining()) {
            throw ApiException.invalid(where + ".parameters.binary_data_size: expected at most the " + bytes.remaining()
                    + " bytes behind the JSON, found " + size);
        }
        ByteBuffer own = bytes.slice(bytes.position(), (int) size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + (int) size);
        if (datatype == Datatype.BYTES) {
            String[] texts = texts(own, where);
            requireElements(elements, texts.length, where);
            return Tensor.of(name, shape, texts);
        }
        if (size != (long) elements * datatype.size()) {
            throw ApiException.invalid(
                    where + ".parameters.binary_data_size: expected " + (long) elements * datatype.size()
                            + " bytes for " + elements + " of " + datatype + ", found " + size);
        }
        return Tensor.of(name, datatype, shape, numbers(own, datatype, elements));
    }

    /** All bytes as one sequence: [1, steps, width], or [1, steps] of texts. */
    Tensor whole(String name, Datatype datatype, int width) {
        if (datatype == Datatype.BYTES) {
            String[] texts = texts(bytes, "body");
            return Tensor.of(name, new int[] {1, texts.length}, texts);
        }
        int point = width * datatype.size();
        if (bytes.remaining() % point != 0) {
            throw ApiException.invalid("body: expected points of " + width + " " + datatype + ", " + point
                    + " bytes each, found " + bytes.remaining() + " bytes");
        }
        int steps = bytes.remaining() / point;
        return Tensor.of(name, datatype, new int[] {1, steps, width}, numbers(bytes, datatype, steps * width));
    }

    void requireNothingLeft() {
        if (bytes.hasRemaining()) {
            throw ApiException.invalid("body: expected nothing behind the tensors, found " + bytes.remaining()
                    + " bytes; parameters.binary_data_size says how long each is");
        }
    }

    private static double[] numbers(ByteBuffer in, Datatype datatype, int elements) {
        double[] numbers = new double[elements];
        for (int i = 0; i < elements; i++) {
            numbers[i] = datatype.read(in);
        }
        return numbers;
    }

    private static String[] texts(ByteBuffer in, String where) {
        List<String> texts = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw ApiException.invalid(where + ": expected a length of four bytes and so many bytes for each text, "
                        + "found them cut short");
            }
            byte[] text = new byte[length];
            in.get(text);
            texts.add(new String(text, StandardCharsets.UTF_8));
        }
        return texts.toArray(String[]::new);
    }

    private static void requireElements(int expected, int found, String where) {
        if (expected != found) {
            throw ApiException.invalid(where + ": expected " + expected + " texts, as the shape says, found " + found);
        }
    }
}
