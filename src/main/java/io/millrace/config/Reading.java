package io.millrace.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One reading of a configuration, of one pass or several: its environment, its errors, and the keys that were asked for. */
final class Reading {
    private final Map<String, String> environment;
    private final boolean asksForAll;
    private final Map<String, String> errors = new LinkedHashMap<>(); // by path
    private final Map<String, Setting> settings = new TreeMap<>(); // by path
    private final Set<String> refused = new HashSet<>(); // paths

    private Reading(Map<String, String> environment, boolean asksForAll) {
        this.environment = environment;
        this.asksForAll = asksForAll;
    }

    static Reading of(Map<String, String> environment) {
        return new Reading(environment, false);
    }

    /** Asks for what is optional, too, as if it were there. */
    static Reading ofAllKeys() {
        return new Reading(Map.of(), true);
    }

    Map<String, String> environment() {
        return environment;
    }

    boolean asksForAll() {
        return asksForAll;
    }

    /** The first error at a path stays. */
    void error(String path, String line) {
        errors.putIfAbsent(path, path + ": " + line);
    }

    List<String> errors() {
        return List.copyOf(errors.values());
    }

    void note(Setting setting) {
        settings.putIfAbsent(setting.path(), setting);
    }

    List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    /** Whether an earlier pass found an error there, so that it counts as left out. */
    boolean isRefused(String path) {
        return refused.contains(path);
    }

    /** Whether the last pass found errors where none were; they are left out of the next. */
    boolean refusedMore() {
        return refused.addAll(errors.keySet());
    }
}
