package io.millrace.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as Python writes it: NaN and Infinity are numbers. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Characters; thousands of layers, and no more than a reader can hold. */
    private static final int LONGEST = 16 << 20;

    private Json() {}

    static JsonNode parse(String where, String text) {
        if (text.length() > LONGEST) {
            throw new ModelFileException(
                    where + ": expected JSON of at most " + LONGEST + " characters, found " + text.length());
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ModelFileException(where + ": expected JSON, found " + e.getOriginalMessage(), e);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Compact; the members in the order in which they were put. */
    static String text(JsonNode node) {
        return node.toString();
    }
}
