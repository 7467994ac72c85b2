package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Keras has no place for, as one JSON text that Keras ignores.
 *
 * <pre>{@code
 *   {"format": 1, "version": "…",
 *    "encoding": {"features": ["x", …], "kind": "raw" | "displacement",
 *                 "input":  {"mean": […], "deviation": […]},
 *                 "output": {"mean": […], "deviation": […]}},
 *    "provenance": {"seed": "…", …}}
 * }</pre>
 */
record MillraceAttribute(Optional<String> version, Optional<PointEncoding> encoding, Map<String, String> provenance) {
    static final String NAME = "millrace";
    private static final int FORMAT = 1;

    static final MillraceAttribute NONE = new MillraceAttribute(Optional.empty(), Optional.empty(), Map.of());

    static MillraceAttribute of(KerasModel model) {
        return new MillraceAttribute(Optional.of(model.version()), model.encoding(), model.provenance());
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
                json.hasNonNull("encoding") ? Optional.of(encoding(json.path("encoding"))) : Optional.empty(),
                provenance);
    }

    private static PointEncoding encoding(JsonNode json) {
        List<String> features = new ArrayList<>();
        json.path("features").forEach(feature -> features.add(feature.asText()));
        return new PointEncoding(
                features, kind(json.path("kind").asText()), scaling(json.path("input")), scaling(json.path("output")));
    }

    private static PointEncoding.Kind kind(String name) {
        for (PointEncoding.Kind kind : PointEncoding.Kind.values()) {
            if (word(kind).equals(name)) {
                return kind;
            }
        }
        throw new ModelFileException(NAME + " encoding kind: expected raw or displacement, found \"" + name + "\"");
    }

    private static String word(PointEncoding.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Scaling scaling(JsonNode json) {
        return new Scaling(numbers(json.path("mean")), numbers(json.path("deviation")));
    }

    private static List<Double> numbers(JsonNode json) {
        List<Double> numbers = new ArrayList<>();
        json.forEach(number -> numbers.add(number.asDouble(Double.NaN)));
        return numbers;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("format", FORMAT);
        version.ifPresent(text -> json.put("version", text));
        encoding.ifPresent(points -> {
            ObjectNode node = json.putObject("encoding");
            points.features().forEach(node.putArray("features")::add);
            node.put("kind", word(points.kind()));
            write(points.inputScaling(), node.putObject("input"));
            write(points.outputScaling(), node.putObject("output"));
        });
        ObjectNode origin = json.putObject("provenance");
        provenance.forEach(origin::put);
        return json;
    }

    private static void write(Scaling scaling, ObjectNode json) {
        scaling.mean().forEach(json.putArray("mean")::add);
        scaling.deviation().forEach(json.putArray("deviation")::add);
    }
}
