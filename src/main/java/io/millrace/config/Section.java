package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One mapping of the file. Values are asked for by key; every error goes to one list with its path, so that all are
 * reported at once, and what nobody asked for is an unknown key. An environment variable {@code MILLRACE_<PATH>}, upper
 * case with {@code _} for everything else, wins over the file.
 */
final class Section {
    private static final Pattern DURATION = Pattern.compile("0|(\\d{1,12})\\s*(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private final String path;
    private final Map<String, Object> values;
    private final Map<String, String> environment;
    private final List<String> errors;
    private final Set<String> asked = new HashSet<>();

    Section(String path, Map<String, Object> values, Map<String, String> environment, List<String> errors) {
        this.path = path;
        this.values = values;
        this.environment = environment;
        this.errors = errors;
    }

    /** The keys that stand in the file. */
    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    private Optional<Object> find(String key) {
        asked.add(key);
        String variable = "MILLRACE_" + at(key).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        String override = environment.get(variable);
        return Optional.ofNullable(override != null ? override : values.get(key));
    }

    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Notes an error at a key and stands in with the given value, so that reading goes on. */
    private <T> T wrong(String key, String expected, Object found, String remedy, T standIn) {
        String shown = found instanceof String ? "\"" + found + "\"" : String.valueOf(found);
        errors.add(at(key) + ": expected " + expected + ", found " + shown + (remedy.isEmpty() ? "" : "; " + remedy));
        return standIn;
    }

    Section section(String key) {
        Object value = find(key).orElse(Map.of());
        Map<String, Object> content = new HashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> content.put(String.valueOf(k), v));
        } else {
            wrong(key, "a mapping", value, "", null);
        }
        return new Section(at(key), content, environment, errors);
    }

    String text(String key, String otherwise) {
        return find(key).map(value -> scalar(key, value)).orElse(otherwise);
    }

    String text(String key) {
        Optional<Object> value = find(key);
        if (value.isEmpty()) {
            errors.add(at(key) + ": is missing");
            return "missing";
        }
        return scalar(key, value.get());
    }

    private String scalar(String key, Object value) {
        boolean nested = value instanceof Map<?, ?> || value instanceof List<?>;
        return nested ? wrong(key, "a single value", value, "", "wrong") : String.valueOf(value);
    }

    /** What the named file holds, without white space around it; an error shows the name alone. */
    String fileText(String key) {
        Path file = Path.of(text(key));
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return wrong(key, "a file to read", file.toString(), "", "");
        }
    }

    int number(String key, int otherwise) {
        Object value = find(key).orElse(otherwise);
        try {
            return Integer.parseInt(String.valueOf(value).trim());
        } catch (NumberFormatException e) {
            return wrong(key, "a whole number", value, "", otherwise);
        }
    }

    Duration duration(String key, Duration otherwise) {
        Optional<Object> value = find(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(String.valueOf(value.get()).trim());
        if (!matcher.matches()) {
            return wrong(key, "a duration", value.get(), "write a number and ms, s, m, h or d, as 50ms", otherwise);
        }
        if (matcher.group(1) == null) {
            return Duration.ZERO;
        }
        return UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
    }

    double decimal(String key, double otherwise) {
        Object value = find(key).orElse(otherwise);
        try {
            return Double.parseDouble(String.valueOf(value).trim());
        } catch (NumberFormatException e) {
            return wrong(key, "a number", value, "", otherwise);
        }
    }

    /** A duration, or empty for the word {@code never}. */
    Optional<Duration> durationOrNever(String key, Optional<Duration> otherwise) {
        if (find(key).map(String::valueOf).filter("never"::equals).isPresent()) {
            return Optional.empty();
        }
        return has(key) ? Optional.of(duration(key, Duration.ZERO)) : otherwise;
    }

    /** Layers, as {@code LSTM:64,Dense:3} or {@code [ {LSTM: {units: 64}}, {Dense: {units: 3}} ]}, in the former way. */
    String layers(String key, String otherwise) {
        Object value = find(key).orElse(otherwise);
        if (!(value instanceof List<?> list)) {
            return scalar(key, value);
        }
        StringJoiner text = new StringJoiner(",");
        for (Object layer : list) {
            boolean known = layer instanceof Map<?, ?> map
                    && map.size() == 1
                    && map.values().iterator().next() instanceof Map<?, ?> options
                    && options.keySet().equals(Set.of("units"));
            if (!known) {
                return wrong(key, "layers such as {LSTM: {units: 64}}", layer, "", otherwise);
            }
            Map.Entry<?, ?> entry = ((Map<?, ?>) layer).entrySet().iterator().next();
            text.add(entry.getKey() + ":" + ((Map<?, ?>) entry.getValue()).get("units"));
        }
        return text.toString();
    }

    List<String> texts(String key) {
        Object value = find(key).orElse(null);
        if (value == null) {
            errors.add(at(key) + ": is missing");
            return List.of("missing");
        }
        if (!(value instanceof List<?> list)) {
            return wrong(key, "a list such as [x, y, z]", value, "", List.of("wrong"));
        }
        return list.stream().map(item -> scalar(key, item)).toList();
    }

    List<String> texts(String key, List<String> otherwise) {
        return find(key).isPresent() ? texts(key) : otherwise;
    }

    boolean flag(String key) {
        return choice(key, Map.of("true", true, "false", false), false);
    }

    /** One of the words that the map holds. */
    <T> T choice(String key, Map<String, T> choices, T otherwise) {
        Optional<Object> value = find(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        T choice = choices.get(String.valueOf(value.get()));
        List<String> words = choices.keySet().stream().sorted().toList();
        return choice != null ? choice : wrong(key, "one of " + String.join(", ", words), value.get(), "", otherwise);
    }

    /** Builds a record; what its constructor refuses is an error at this path, and the stand-in lets reading go on. */
    <T> T build(Supplier<T> constructor, T standIn) {
        for (String key : new TreeSet<>(values.keySet())) {
            if (!asked.contains(key)) {
                errors.add(at(key) + ": unknown key; known here: " + String.join(", ", new TreeSet<>(asked)));
            }
        }
        return part(constructor, standIn);
    }

    /** Builds a record of some of this mapping's keys. */
    <T> T part(Supplier<T> constructor, T standIn) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            errors.add(at(e.getMessage()));
            return standIn;
        }
    }
}
