package io.millrace.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** One tensor of a request while its fields come in. */
final class InputFields {
    private static final int MOST_DIMENSIONS = 8;

    private final String where;
    private String name;
    private int[] shape;
    private Datatype datatype;
    private ElementReader data;
    private long binarySize = -1;

    private InputFields(String where) {
        this.where = where;
    }

    static InputFields read(JsonParser in, String where) throws IOException {
        InputFields fields = new InputFields(where);
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            fields.field(name, in);
        }
        return fields;
    }

    private void field(String field, JsonParser in) throws IOException {
        switch (field) {
            case "name" -> name = Values.text(in, where + ".name");
            case "shape" -> shape = shape(in);
            case "datatype" -> datatype = Datatype.parse(Values.text(in, where + ".datatype"), where + ".datatype");
            case "data" -> data = ElementReader.read(in, where + ".data");
            case "parameters" -> parameters(in);
            default -> in.skipChildren();
        }
    }

    private int[] shape(JsonParser in) throws IOException {
        int[] sizes = new int[MOST_DIMENSIONS];
        int count = 0;
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw ApiException.invalid(where + ".shape: expected a list of sizes");
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (count == MOST_DIMENSIONS || in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw ApiException.invalid(
                        where + ".shape: expected at most " + MOST_DIMENSIONS + " whole numbers, found others");
            }
            long size = in.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : in.getLongValue();
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw ApiException.invalid(where + ".shape: expected sizes of 0 or more, found another");
            }
            sizes[count++] = (int) size;
        }
        return java.util.Arrays.copyOf(sizes, count);
    }

    private void parameters(JsonParser in) throws IOException {
        Values.requireObject(in, where + ".parameters");
        for (String parameter = in.nextFieldName(); parameter != null; parameter = in.nextFieldName()) {
            in.nextToken();
            if (parameter.equals("binary_data_size")) {
                String size = Values.unsigned(in, where + ".parameters.binary_data_size");
                binarySize = size.length() > 10 ? Long.MAX_VALUE : Long.parseLong(size);
            } else {
                in.skipChildren();
            }
        }
    }

    Tensor toTensor(RawTensors raw) {
        if (name == null || shape == null || datatype == null) {
            throw ApiException.invalid(where + ": expected name, shape, datatype and data, found no "
                    + (name == null ? "name" : shape == null ? "shape" : "datatype"));
        }
        if ((data == null) == (binarySize < 0)) {
            throw ApiException.invalid(where + ": expected either data or parameters.binary_data_size, found "
                    + (data == null ? "neither" : "both"));
        }
        int elements = Tensor.elements(shape, where + ".shape");
        return data == null
                ? raw.next(name, datatype, shape, elements, binarySize, where)
                : data.toTensor(name, datatype, shape, elements, where);
    }
}
