package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.encoding.Encoding;
import io.millrace.encoding.Target;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Keras has no place for, as one JSON text that Keras ignores.
 *
 * <pre>{@code
 *   {"format": 1, "version": "…",
 *    "encoding": {…}, "target": {…},    as EncodingJson has them
 *    "provenance": {"seed": "…", …}}
 * }</pre>
 */
record MillraceAttribute(
        Optional<String> version,
        Optional<Encoding> encoding,
        Optional<Target> target,
        Map<String, String> provenance) {
    static final String NAME = "millrace";
    static final String WRITER = "writer";
    private static final int FORMAT = 1;

    static final MillraceAttribute NONE =
            new MillraceAttribute(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    static MillraceAttribute of(KerasModel model) {
        return new MillraceAttribute(
                Optional.of(model.version()), model.encoding(), model.target(), model.provenance());
    }

    static MillraceAttribute read(JsonNode json) {
        if (json.path("format").asInt() != FORMAT) {
            throw new ModelFileException(NAME + " format: expected " + FORMAT + ", found " + json.path("format")
                    + "; a newer Millrace may read it");
        }
        Map<String, String> provenance = new TreeMap<>();
        json.path("provenance")
                .properties()
                .forEach(
                        entry -> provenance.put(entry.getKey(), entry.getValue().asText()));
        return new MillraceAttribute(
                Optional.ofNullable(json.path("version").textValue()),
                member(json, "encoding").map(EncodingJson::readEncoding),
                member(json, "target").map(EncodingJson::readTarget),
                provenance);
    }

    private static Optional<JsonNode> member(JsonNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(json.path(name)) : Optional.empty();
    }

    /** The version of the jar. */
    private static String writer() {
        String version = MillraceAttribute.class.getPackage().getImplementationVersion();
        return version == null ? "Millrace" : "Millrace " + version;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("format", FORMAT).put(WRITER, writer());
        version.ifPresent(text -> json.put("version", text));
        encoding.ifPresent(of -> EncodingJson.write(of, json.putObject("encoding")));
        target.ifPresent(of -> EncodingJson.write(of, json.putObject("target")));
        ObjectNode origin = json.putObject("provenance");
        provenance.forEach(origin::put);
        return json;
    }
}
