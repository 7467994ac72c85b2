package io.millrace.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Single values of a request's JSON, refused with their place where they are of another kind. */
final class Values {
    /** Reads the fields of an object that was opened. */
    interface ObjectReader {
        void read(JsonParser in, String where) throws IOException;
    }

    private static final int MOST_OBJECTS = 64;

    private Values() {}

    static String text(JsonParser in, String where) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw ApiException.invalid(where + ": expected a text");
        }
        return in.getText();
    }

    static boolean flag(JsonParser in, String where) {
        if (!in.currentToken().isBoolean()) {
            throw ApiException.invalid(where + ": expected true or false");
        }
        return in.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** A whole number from 0 to 2⁶⁴ − 1, as it is written in decimal. */
    static String unsigned(JsonParser in, String where) throws IOException {
        boolean whole = in.currentToken() == JsonToken.VALUE_NUMBER_INT;
        if (!whole
                || in.getBigIntegerValue().signum() < 0
                || in.getBigIntegerValue().bitLength() > 64) {
            throw ApiException.invalid(where + ": expected a whole number from 0 to 18446744073709551615"
                    + (where.endsWith("sequence_id") ? ", or a text" : ""));
        }
        return in.getBigIntegerValue().toString();
    }

    static void requireObject(JsonParser in, String where) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw ApiException.invalid(where + ": expected an object");
        }
    }

    /** Reads a list of objects. */
    static void objects(JsonParser in, String where, ObjectReader reader) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw ApiException.invalid(where + ": expected a list of objects");
        }
        for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == MOST_OBJECTS) {
                throw ApiException.invalid(where + ": expected at most " + MOST_OBJECTS + ", found more");
            }
            String each = where + "[" + i + "]";
            requireObject(in, each);
            reader.read(in, each);
        }
    }
}
