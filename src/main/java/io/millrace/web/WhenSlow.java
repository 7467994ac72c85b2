package io.millrace.web;

import java.util.Arrays;
import java.util.Locale;

/** What becomes of predictions that a client does not take in time. */
enum WhenSlow {
    /** The newest of each stream waits. */
    LATEST,
    /** All wait; the oldest go when there are too many. */
    OLDEST,
    /** All wait; when there are too many the connection is closed, and the client may resume without a gap. */
    CLOSE;

    /** @param word null: the default */
    static WhenSlow parse(String word) {
        return word == null
                ? LATEST
                : Arrays.stream(values())
                        .filter(each -> each.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "slow: expected latest, oldest or close, found \"" + word + "\""));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
