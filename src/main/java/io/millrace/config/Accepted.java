package io.millrace.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What the records take at a key, found by trying: each bound stands in the record's constructor and nowhere else. A value
 * counts as accepted if a small configuration with it has no error at its key, whichever way the model predicts.
 */
final class Accepted {
    private static final String MISSING = ": is missing";
    private static final String NAME = "[A-Za-z0-9._-]";
    private static final String EVERY_CHARACTER_OF_A_NAME = "aZ09._-";

    /** Where one key's bound is another's value: the value that leaves it the most room. */
    private static final Map<String, Object> ROOMY = Map.of(
            "models.m.input.window", 1,
            "models.m.retrain.window", Integer.MAX_VALUE,
            "models.m.retrain.minimum", 100);

    private final List<String> ways = List.of(ModelConfig.Predict.values()).stream()
            .map(ModelConfig.Predict::key)
            .toList();

    /** Whether a configuration without the key is refused. */
    boolean needs(String path) {
        Map<String, Object> tree = smallest();
        Map<String, Object> section = section(tree, path.replace("*", "m"));
        section.remove(last(path));
        String at = path.replace("*", "m");
        return ConfigReader.errors(tree).stream()
                .anyMatch(error -> error.startsWith(at + ":") || error.startsWith(at + ".") && error.endsWith(MISSING));
    }

    /** {@code minimum} and {@code maximum} of a whole number, where there are such. */
    Map<String, Object> whole(Setting key) {
        Map<String, Object> bounds = new LinkedHashMap<>();
        String path = key.path();
        int inside = takes(path, 1) ? 1 : Integer.parseInt(key.otherwise());
        int least = furthest(inside, Integer.MIN_VALUE, value -> takes(path, value));
        int most = furthest(inside, Integer.MAX_VALUE, value -> takes(path, value));
        if (least > Integer.MIN_VALUE) {
            bounds.put("minimum", least);
        }
        if (most < Integer.MAX_VALUE) {
            bounds.put("maximum", most);
        }
        return bounds;
    }

    /** Bounds of a share or the like: 0 and 1, with or without themselves. */
    Map<String, Object> decimal(Setting key) {
        Map<String, Object> bounds = new LinkedHashMap<>();
        if (!takes(key.path(), -1.0)) {
            bounds.put(takes(key.path(), 0.0) ? "minimum" : "exclusiveMinimum", 0);
        }
        if (!takes(key.path(), 2.0)) {
            bounds.put(takes(key.path(), 1.0) ? "maximum" : "exclusiveMaximum", 1);
        }
        return bounds;
    }

    /** The pattern of a name of limited length, where a text has to be one; {@code models}: of the models' own names. */
    Optional<String> name(String path) {
        if (takes(path, "a b") || !takes(path, EVERY_CHARACTER_OF_A_NAME)) {
            return takes(path, "") ? Optional.empty() : Optional.of("\\S");
        }
        int longest = furthest(1, 10_000, length -> takes(path, "a".repeat(length)));
        return Optional.of("^" + NAME + "{1," + longest + "}$");
    }

    /** The accepted value that is nearest to the end, by bisection. */
    private static int furthest(int inside, int end, IntPredicate takes) {
        if (takes.test(end)) {
            return end;
        }
        long good = inside;
        long bad = end;
        while (Math.abs(good - bad) > 1) {
            long middle = Math.floorDiv(good + bad, 2);
            if (takes.test((int) middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return (int) good;
    }

    private boolean takes(String path, Object value) {
        return ways.stream().anyMatch(way -> takes(path, value, way));
    }

    private static boolean takes(String path, Object value, String way) {
        Map<String, Object> tree = smallest();
        String at = path.replace("*", "m");
        if (path.equals("models")) {
            at = "models." + value + ".name";
            tree.put("models", Map.of(value, section(tree, "models.m.file")));
        } else {
            section(tree, "models.m.predict").put("predict", way);
            Map<String, Object> section = section(tree, at);
            ROOMY.forEach((other, room) -> {
                if (sectionOf(other).equals(sectionOf(path.replace("*", "m")))) {
                    section.put(last(other), room);
                }
            });
            section.put(last(at), value);
        }
        String where = at + ":";
        return ConfigReader.errors(tree).stream().noneMatch(error -> error.startsWith(where));
    }

    private static Map<String, Object> smallest() {
        Map<String, Object> model = new HashMap<>();
        model.put("input", new HashMap<>(Map.of("topic", "in", "features", List.of("x"))));
        model.put("output", new HashMap<>(Map.of("topic", "out")));
        model.put("file", "m.h5");
        Map<String, Object> tree = new HashMap<>();
        tree.put("models", new HashMap<>(Map.of("m", model)));
        return tree;
    }

    /** The section of a key, made where it is missing. */
    @SuppressWarnings("unchecked") // all of it is made here
    private static Map<String, Object> section(Map<String, Object> tree, String path) {
        Map<String, Object> section = tree;
        for (String key : sectionOf(path)) {
            section = (Map<String, Object>) section.computeIfAbsent(key, any -> new HashMap<>());
        }
        return section;
    }

    /** Kafka's own properties have dots in their names. */
    private static List<String> sectionOf(String path) {
        List<String> parts = new ArrayList<>(List.of(path.split("\\.", -1)));
        if (isKafkas(parts)) {
            return List.of("kafka");
        }
        return parts.subList(0, parts.size() - 1);
    }

    private static String last(String path) {
        List<String> parts = List.of(path.split("\\.", -1));
        return isKafkas(parts) ? path.substring("kafka.".length()) : parts.get(parts.size() - 1);
    }

    private static boolean isKafkas(List<String> parts) {
        return parts.get(0).equals("kafka")
                && parts.size() > 1
                && !List.of("embedded", "topics").contains(parts.get(1));
    }
}
