package io.millrace.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
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
    private final Reading reading;
    private final Set<String> asked = new HashSet<>();

    Section(String path, Map<String, Object> values, Reading reading) {
        this.path = path;
        this.values = values;
        this.reading = reading;
    }

    /** The keys that stand in the file. */
    Set<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return reading.asksForAll() || find(key).isPresent();
    }

    private Optional<Object> find(String key) {
        asked.add(key);
        return reading.isRefused(at(key))
                ? Optional.empty()
                : override(key).or(() -> Optional.ofNullable(values.get(key)));
    }

    private Optional<Object> override(String key) {
        String variable = "MILLRACE_" + at(key).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return Optional.ofNullable(reading.environment().get(variable));
    }

    /** Tells the reading of a key that was asked for. */
    private void note(String key, Setting.Kind kind, Object otherwise, Collection<String> choices) {
        Object value = find(key).orElse(otherwise);
        reading.note(new Setting(
                path, key, kind, word(otherwise), word(value), override(key).isPresent(), choices));
    }

    private void note(String key, Setting.Kind kind, Object otherwise) {
        note(key, kind, otherwise, List.of());
    }

    /** As it would stand in the file; null for nothing. */
    private static String word(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(Section::word).orElse("never");
        }
        return value instanceof Duration duration ? duration(duration) : value == null ? null : value.toString();
    }

    private static String duration(Duration duration) {
        return UNITS.entrySet().stream()
                .filter(unit -> duration.toMillis() % unit.getValue().toMillis() == 0)
                .max(Map.Entry.comparingByValue())
                .map(unit -> duration.toMillis() / unit.getValue().toMillis() + unit.getKey())
                .orElseThrow();
    }

    String at(String key) {
        return Setting.path(path, key);
    }

    /** Notes an error at a key and stands in with the given value, so that reading goes on. */
    private <T> T wrong(String key, String expected, Object found, String remedy, T standIn) {
        String shown = found instanceof String ? "\"" + found + "\"" : String.valueOf(found);
        reading.error(at(key), "expected " + expected + ", found " + shown + (remedy.isEmpty() ? "" : "; " + remedy));
        return standIn;
    }

    Section section(String key) {
        note(key, Setting.Kind.SECTION, null);
        Object value = find(key).orElse(Map.of());
        Map<String, Object> content = new HashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> content.put(String.valueOf(k), v));
        } else {
            wrong(key, "a mapping", value, "", null);
        }
        return new Section(at(key), content, reading);
    }

    String text(String key, String otherwise) {
        note(key, Setting.Kind.TEXT, otherwise);
        return find(key).map(value -> scalar(key, value)).orElse(otherwise);
    }

    String text(String key) {
        note(key, Setting.Kind.TEXT, null);
        Optional<Object> value = find(key);
        if (value.isEmpty()) {
            reading.error(at(key), "is missing");
            return "missing";
        }
        return scalar(key, value.get());
    }

    /** Errors: more than one value; they are not shown, as they may hold a secret. */
    private String scalar(String key, Object value) {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            String found = value instanceof Map<?, ?> ? "a mapping" : "a list";
            reading.error(at(key), "expected a single value, found " + found);
            return "wrong";
        }
        return String.valueOf(value);
    }

    /** A text that is never shown. */
    Optional<String> secret(String key) {
        note(key, Setting.Kind.SECRET, null);
        return find(key).map(value -> scalar(key, value));
    }

    /** What the named file holds, without white space around it; an error shows the name alone. */
    Optional<String> fileText(String key) {
        return Optional.ofNullable(text(key, null)).map(file -> {
            try {
                return Files.readString(Path.of(file)).strip();
            } catch (IOException e) {
                return wrong(key, "a file to read", file, "", "");
            }
        });
    }

    /** The text as an address; an error does not show it, as it may hold a secret. */
    Optional<URI> address(String key, String text) {
        try {
            return Optional.of(URI.create(text.strip()));
        } catch (IllegalArgumentException e) {
            return wrong(key, "an address as https://host/path", "another text", "", Optional.empty());
        }
    }

    int number(String key, int otherwise) {
        note(key, Setting.Kind.NUMBER, otherwise);
        return number(key).orElse(otherwise);
    }

    Optional<Integer> number(String key) {
        note(key, Setting.Kind.NUMBER, null);
        return find(key).flatMap(value -> {
            try {
                return Optional.of(Integer.valueOf(String.valueOf(value).trim()));
            } catch (NumberFormatException e) {
                return wrong(key, "a whole number", value, "", Optional.empty());
            }
        });
    }

    Duration duration(String key, Duration otherwise) {
        note(key, Setting.Kind.DURATION, otherwise);
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
        note(key, Setting.Kind.DECIMAL, otherwise);
        Object value = find(key).orElse(otherwise);
        try {
            return Double.parseDouble(String.valueOf(value).trim());
        } catch (NumberFormatException e) {
            return wrong(key, "a number", value, "", otherwise);
        }
    }

    /** A duration, or empty for the word {@code never}. */
    Optional<Duration> durationOrNever(String key, Optional<Duration> otherwise) {
        note(key, Setting.Kind.DURATION_OR_NEVER, otherwise);
        if (find(key).map(String::valueOf).filter("never"::equals).isPresent()) {
            return Optional.empty();
        }
        return find(key).isPresent() ? Optional.of(duration(key, Duration.ZERO)) : otherwise;
    }

    /** Layers, as {@code LSTM:64,Dense:3} or {@code [ {LSTM: {units: 64}}, {Dense: {units: 3}} ]}, in the former way. */
    String layers(String key, String otherwise) {
        note(key, Setting.Kind.LAYERS, otherwise);
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
        note(key, Setting.Kind.TEXTS, null);
        Object value = find(key).orElse(null);
        if (value == null) {
            reading.error(at(key), "is missing");
            return List.of("missing");
        }
        if (!(value instanceof List<?> list)) {
            return wrong(key, "a list such as [x, y, z]", value, "", List.of("wrong"));
        }
        return list.stream().map(item -> scalar(key, item)).toList();
    }

    List<String> texts(String key, List<String> otherwise) {
        note(key, Setting.Kind.TEXTS, otherwise);
        return find(key).isPresent() ? texts(key) : otherwise;
    }

    boolean flag(String key) {
        return choice(key, Map.of("true", true, "false", false), false);
    }

    /** One of the words that the map holds. */
    <T> T choice(String key, Map<String, T> choices, T otherwise) {
        String usual = choices.entrySet().stream()
                .filter(choice -> choice.getValue().equals(otherwise))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        note(key, Setting.Kind.CHOICE, usual, choices.keySet());
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
                reading.error(at(key), "unknown key; known here: " + String.join(", ", new TreeSet<>(asked)));
            }
        }
        return part(constructor, standIn);
    }

    /** Builds a record of some of this mapping's keys. */
    <T> T part(Supplier<T> constructor, T standIn) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            String[] line = e.getMessage().split(": ", 2);
            reading.error(at(line[0]), line[1]);
            return standIn;
        }
    }
}
