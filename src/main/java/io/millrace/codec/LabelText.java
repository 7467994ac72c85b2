package io.millrace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads a label: JSON text ({@code "spin"}), or what stands there as it is ({@code spin}, {@code 7}). One thread. */
public final class LabelText {
    private static final int LONGEST = 1000; // bytes

    private final JsonFactory json = Json.factory();

    /** Empty: none, or one that cannot be read, which is worse than none. */
    public String read(byte[] value) {
        if (value == null || value.length > LONGEST) {
            return "";
        }
        String text = new String(value, UTF_8).strip();
        return text.startsWith("\"") ? quoted(value) : text;
    }

    private String quoted(byte[] value) {
        try (JsonParser in = json.createParser(value)) {
            boolean text = in.nextToken() == JsonToken.VALUE_STRING;
            String label = in.getText();
            return text && in.nextToken() == null ? label : "";
        } catch (IOException e) {
            return "";
        }
    }
}
