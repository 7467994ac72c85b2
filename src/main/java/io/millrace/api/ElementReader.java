package io.millrace.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/** A tensor's elements out of JSON, flat or nested: row-major either way, and nested arrays are no ragged ones. */
final class ElementReader {
    private static final int UNKNOWN = -1;

    private final String where;
    private double[] numbers = new double[8];
    private String[] texts;
    private int count;
    private int[] sizes = {UNKNOWN}; // of the arrays at each depth

    private ElementReader(String where) {
        this.where = where;
    }

    static ElementReader read(JsonParser in, String where) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw ApiException.invalid(where + ": expected an array, flat or nested as the shape");
        }
        ElementReader elements = new ElementReader(where);
        elements.array(in, 0);
        return elements;
    }

    /** Recursive: the parser bounds the depth. */
    private void array(JsonParser in, int depth) throws IOException {
        int size = 0;
        boolean arrays = false;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                requireAlike(size == 0 || arrays);
                arrays = true;
                if (depth + 1 == sizes.length) {
                    requireAlike(count == 0);
                    sizes = Arrays.copyOf(sizes, depth + 2);
                    sizes[depth + 1] = UNKNOWN;
                }
                array(in, depth + 1);
            } else {
                requireAlike(!arrays && depth + 1 == sizes.length);
                element(in, token);
            }
            size++;
        }
        requireAlike(sizes[depth] == UNKNOWN || sizes[depth] == size);
        sizes[depth] = size;
    }

    private void requireAlike(boolean alike) {
        if (!alike) {
            throw ApiException.invalid(where + ": expected arrays of one size and depth, found a ragged one");
        }
    }

    private void element(JsonParser in, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            if (texts == null && count == 0) {
                texts = new String[8];
            }
            requireOneKind(texts != null);
            texts = count == texts.length ? Arrays.copyOf(texts, 2 * count) : texts;
            texts[count++] = in.getText();
        } else {
            requireOneKind(texts == null);
            numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
            numbers[count++] = number(in, token);
        }
    }

    private void requireOneKind(boolean one) {
        if (!one) {
            throw ApiException.invalid(where + ": expected numbers or texts, found both");
        }
    }

    private double number(JsonParser in, JsonToken token) throws IOException {
        if (token.isNumeric()) {
            return in.getDoubleValue();
        }
        if (token.isBoolean()) {
            return token == JsonToken.VALUE_TRUE ? 1 : 0;
        }
        throw ApiException.invalid(where + ": expected numbers, booleans or texts, found another thing");
    }

    Tensor toTensor(String name, Datatype datatype, int[] shape, int elements, String of) {
        if (count != elements || sizes.length > 1 && !Arrays.equals(sizes, shape)) {
            throw ApiException.invalid(of + ".data: expected " + elements + " elements, as the shape "
                    + Arrays.toString(shape) + " says, found " + (sizes.length > 1 ? Arrays.toString(sizes) : count));
        }
        if ((texts != null) != (datatype == Datatype.BYTES) && count > 0) {
            throw ApiException.invalid(of + ".data: expected " + (datatype == Datatype.BYTES ? "texts" : "numbers")
                    + ", as the datatype " + datatype + " says, found " + (texts == null ? "numbers" : "texts"));
        }
        return datatype == Datatype.BYTES
                ? Tensor.of(name, shape, texts == null ? new String[0] : Arrays.copyOf(texts, count))
                : Tensor.of(name, datatype, shape, Arrays.copyOf(numbers, count));
    }
}
