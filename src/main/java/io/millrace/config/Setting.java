package io.millrace.config;

import java.util.Collection;

/**
 * A key of the configuration, as it was asked for.
 *
 * @param section that it stands in, by its path; empty for the top
 * @param otherwise what it is where nobody says it, as it would stand in the file; null: nothing
 * @param value what it is; null: nothing
 * @param overridden whether the environment says so
 * @param choices the words that it can be, if there are only some
 */
public record Setting(
        String section,
        String key,
        Kind kind,
        String otherwise,
        String value,
        boolean overridden,
        Collection<String> choices) {
    /** What may stand there. */
    public enum Kind {
        SECTION,
        TEXT,
        SECRET,
        TEXTS,
        NUMBER,
        DECIMAL,
        CHOICE,
        DURATION,
        DURATION_OR_NEVER,
        LAYERS
    }

    public Setting {
        choices = choices.stream().sorted().toList();
    }

    /** From the top, with dots between. */
    public String path() {
        return path(section, key);
    }

    static String path(String section, String key) {
        return section.isEmpty() ? key : section + "." + key;
    }
}
