package io.millrace.config;

/** The one form of a configuration error: where, expected, found. */
final class Require {
    private Require() {}

    static void that(boolean holds, String where, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(where + ": expected " + expected + ", found " + found);
        }
    }
}
