package io.millrace.config;

import io.millrace.config.Setting.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The JSON Schema of the configuration, for editors and for the chart. The reader tells which keys there are, the records
 * tell what they take; only what a key means stands in a file of its own. What depends on several keys at once is left to
 * the service, but for keys of which one is needed.
 */
public final class ConfigSchema {
    private static final String DESCRIPTIONS = "keys.properties";
    private static final String DURATION = "\\d{1,12}\\s*(ms|s|m|h|d)";

    /** Defaults that depend on other keys or on the machine. */
    private static final Set<String> RELATIVE = Set.of("instance", "models.*.baseline");

    /** Of each of these keys of a section one is needed. */
    private static final Map<String, List<String>> ONE_OF = Map.of(
            "models.*", List.of("file", "retrain"),
            "models.*.input", List.of("features", "tokens"));

    private final List<Setting> keys = ConfigReader.keys();
    private final Accepted accepted = new Accepted();
    private final Properties descriptions = descriptions();

    /** As maps and lists, in the order in which it is written. */
    public Map<String, Object> json() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "Configuration of Millrace");
        schema.putAll(section("", ""));
        return schema;
    }

    private Map<String, Object> section(String path, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
        if (path.equals("models")) {
            schema.put("minProperties", 1);
            schema.put(
                    "propertyNames", Map.of("pattern", accepted.name("models").orElseThrow()));
            schema.put("additionalProperties", section("models.*", ""));
            return schema;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Setting key : keys) {
            if (key.section().equals(path)) {
                properties.put(key.key(), value(key));
            }
        }
        schema.put("properties", properties);
        schema.put(
                "additionalProperties",
                path.equals("kafka") ? Map.of("type", List.of("string", "number", "boolean")) : (Object) false);
        List<String> required = properties.keySet().stream()
                .filter(key -> accepted.needs(Setting.path(path, key)))
                .filter(key -> !ONE_OF.getOrDefault(path, List.of()).contains(key))
                .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (ONE_OF.containsKey(path)) {
            schema.put(
                    "anyOf",
                    ONE_OF.get(path).stream()
                            .map(key -> Map.of("required", List.of(key)))
                            .toList());
        }
        return schema;
    }

    private Map<String, Object> value(Setting key) {
        String description = description(key);
        if (key.kind() == Kind.SECTION) {
            return section(key.path(), description);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        switch (key.kind()) {
            case NUMBER -> {
                schema.put("type", "integer");
                accepted.whole(key).forEach(schema::put);
            }
            case DECIMAL -> {
                schema.put("type", "number");
                accepted.decimal(key).forEach(schema::put);
            }
            case CHOICE -> choices(schema, key);
            case DURATION -> pattern(schema, DURATION);
            case DURATION_OR_NEVER -> pattern(schema, "never|" + DURATION);
            case TEXTS -> {
                schema.put("type", "array");
                schema.put("items", new TreeMap<>(Map.of("minLength", 1, "type", "string")));
                schema.put("uniqueItems", true);
            }
            case LAYERS -> layers(schema);
            case TEXT, SECRET, SECTION -> {
                schema.put("type", "string");
                accepted.name(key.path()).ifPresent(name -> schema.put("pattern", name));
            }
        }
        otherwise(key).ifPresent(value -> schema.put("default", json(key)));
        return schema;
    }

    /** Every key, in the order of their paths. */
    public List<Setting> keys() {
        return keys;
    }

    /** What it is where nobody says it, if that can be said in general. */
    public Optional<String> otherwise(Setting key) {
        return Optional.ofNullable(key.otherwise()).filter(value -> !value.isEmpty() && !RELATIVE.contains(key.path()));
    }

    /** What may stand there, in a few words. */
    public String words(Setting key) {
        return switch (key.kind()) {
            case SECTION -> "a section";
            case TEXT ->
                accepted.name(key.path()).filter(name -> name.startsWith("^")).isPresent() ? "a topic" : "text";
            case SECRET -> "text, a secret";
            case TEXTS -> "a list of texts";
            case NUMBER -> "a whole number" + range(accepted.whole(key));
            case DECIMAL -> "a number" + range(accepted.decimal(key));
            case CHOICE -> key.choices().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
            case DURATION -> "a duration";
            case DURATION_OR_NEVER -> "a duration, or `never`";
            case LAYERS -> "layers";
        };
    }

    private static String range(Map<String, Object> bounds) {
        StringBuilder range = new StringBuilder();
        bounds.forEach((bound, value) -> range.append(
                        switch (bound) {
                            case "minimum" -> ", at least ";
                            case "exclusiveMinimum" -> ", above ";
                            case "maximum" -> ", at most ";
                            default -> ", below ";
                        })
                .append(value));
        return range.toString();
    }

    private static Object json(Setting key) {
        return switch (key.kind()) {
            case NUMBER -> Integer.valueOf(key.otherwise());
            case DECIMAL -> Double.valueOf(key.otherwise());
            case CHOICE -> isFlag(key) ? (Object) Boolean.valueOf(key.otherwise()) : key.otherwise();
            case TEXTS -> List.of();
            default -> key.otherwise();
        };
    }

    private static boolean isFlag(Setting key) {
        return key.choices().equals(List.of("false", "true"));
    }

    private static void choices(Map<String, Object> schema, Setting key) {
        if (isFlag(key)) {
            schema.put("type", "boolean");
        } else {
            schema.put("type", "string");
            schema.put("enum", key.choices());
        }
    }

    private static void pattern(Map<String, Object> schema, String pattern) {
        schema.put("type", "string");
        schema.put("pattern", "^(" + pattern + ")$");
    }

    /** {@code LSTM:64,Dense:3}, or a list of {@code {LSTM: {units: 64}}}. */
    private static void layers(Map<String, Object> schema) {
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("type", "object");
        layer.put("minProperties", 1);
        layer.put("maxProperties", 1);
        layer.put(
                "additionalProperties",
                new TreeMap<>(Map.of(
                        "type",
                        "object",
                        "required",
                        List.of("units"),
                        "properties",
                        Map.of("units", Map.of("type", "integer")),
                        "additionalProperties",
                        false)));
        schema.put("oneOf", List.of(Map.of("type", "string"), new TreeMap<>(Map.of("type", "array", "items", layer))));
    }

    /** What a key means; errors: nobody has written that down. */
    public String description(Setting key) {
        String description = descriptions.getProperty(key.path());
        if (description == null) {
            throw new IllegalStateException(DESCRIPTIONS + ": expected a line on " + key.path() + ", found none");
        }
        return description;
    }

    private static Properties descriptions() {
        Properties descriptions = new Properties();
        try (InputStream in = ConfigSchema.class.getResourceAsStream(DESCRIPTIONS)) {
            descriptions.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return descriptions;
    }
}
