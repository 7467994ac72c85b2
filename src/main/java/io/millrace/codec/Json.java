package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** How JSON is read and written here. */
public final class Json {
    /** Levels of nesting in a point's record; what lies deeper is refused. */
    static final int MAX_DEPTH = 16;

    private Json() {}

    /** A fresh one: factories share what they learn of field names. */
    public static JsonFactory factory() {
        return new JsonFactoryBuilder()
                // Double.toString changed its text in JDK 19; Jackson's own writer gives the same bytes on every JDK.
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                // Read as tokens so that they are refused by their own reason rather than as broken JSON.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonFactory.Feature.CHARSET_DETECTION) // UTF-8 only
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // field names come from strangers
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH + 1)
                        .build())
                .build();
    }
}
