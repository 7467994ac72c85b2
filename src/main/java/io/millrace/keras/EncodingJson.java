package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a network's numbers mean, as JSON.
 *
 * <pre>{@code
 *   encoding  {"features": ["x", …], "kind": "raw" | "displacement", "input": scaling, "output": scaling,
 *              "interval": true}                                                     where the network reads it
 *             {"tokens": "characters" | "words", "form": "ids" | "one_hot", "symbols": ["a", …],
 *              "start": "…", "end": "…"}                                             both may be missing
 *   target    {"labels": ["no", "yes"]}, {"values": ["x", …], "scaling": scaling}, or tokens as above
 *   scaling   {"mean": […], "deviation": […]}
 * }</pre>
 */
final class EncodingJson {
    private EncodingJson() {}

    static Encoding readEncoding(JsonNode json) {
        return json.has("tokens") ? tokens(json) : points(json);
    }

    static Target readTarget(JsonNode json) {
        if (json.has("labels")) {
            return new Target.Labels(texts(json.path("labels")));
        }
        return json.has("values")
                ? new Target.Values(texts(json.path("values")), scaling(json.path("scaling")))
                : tokens(json);
    }

    private static PointEncoding points(JsonNode json) {
        return new PointEncoding(
                texts(json.path("features")),
                word("encoding kind", json.path("kind"), PointEncoding.Kind.values()),
                json.path("interval").asBoolean(),
                scaling(json.path("input")),
                scaling(json.path("output")));
    }

    private static TokenEncoding tokens(JsonNode json) {
        Vocabulary.Kind kind = word("tokens", json.path("tokens"), Vocabulary.Kind.values());
        return new TokenEncoding(
                new Vocabulary(kind, texts(json.path("symbols"))),
                word("tokens form", json.path("form"), TokenEncoding.Form.values()),
                Optional.ofNullable(json.path("start").textValue()),
                Optional.ofNullable(json.path("end").textValue()));
    }

    static void write(Encoding encoding, ObjectNode json) {
        if (encoding instanceof PointEncoding points) {
            points.features().forEach(json.putArray("features")::add);
            json.put("kind", word(points.kind()));
            if (points.interval()) {
                json.put("interval", true);
            }
            write(points.inputScaling(), json.putObject("input"));
            write(points.outputScaling(), json.putObject("output"));
        } else if (encoding instanceof TokenEncoding tokens) {
            write(tokens, json);
        }
    }

    static void write(Target target, ObjectNode json) {
        if (target instanceof Target.Labels labels) {
            labels.names().forEach(json.putArray("labels")::add);
        } else if (target instanceof Target.Values values) {
            values.names().forEach(json.putArray("values")::add);
            write(values.scaling(), json.putObject("scaling"));
        } else if (target instanceof TokenEncoding tokens) {
            write(tokens, json);
        }
    }

    private static void write(TokenEncoding tokens, ObjectNode json) {
        json.put("tokens", word(tokens.vocabulary().kind())).put("form", word(tokens.form()));
        tokens.vocabulary().symbols().forEach(json.putArray("symbols")::add);
        tokens.start().ifPresent(symbol -> json.put("start", symbol));
        tokens.end().ifPresent(symbol -> json.put("end", symbol));
    }

    private static void write(Scaling scaling, ObjectNode json) {
        scaling.mean().forEach(json.putArray("mean")::add);
        scaling.deviation().forEach(json.putArray("deviation")::add);
    }

    private static <E extends Enum<E>> E word(String what, JsonNode json, E[] choices) {
        String name = json.asText();
        return Stream.of(choices)
                .filter(choice -> word(choice).equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelFileException(MillraceAttribute.NAME + " " + what + ": expected one of "
                        + Stream.of(choices).map(EncodingJson::word).toList() + ", found \"" + name + "\""));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> texts(JsonNode json) {
        List<String> texts = new ArrayList<>();
        json.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static Scaling scaling(JsonNode json) {
        return new Scaling(numbers(json.path("mean")), numbers(json.path("deviation")));
    }

    private static List<Double> numbers(JsonNode json) {
        List<Double> numbers = new ArrayList<>();
        json.forEach(number -> numbers.add(number.asDouble(Double.NaN)));
        return numbers;
    }
}
