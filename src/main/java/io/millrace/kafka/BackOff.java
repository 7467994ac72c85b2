package io.millrace.kafka;

import java.time.Duration;

/** How long to wait after each failure in a row. */
final class BackOff {
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    Duration next() {
        Duration now = next;
        Duration doubled = now.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return now;
    }

    /** All is well again. */
    void reset() {
        next = FIRST;
    }
}
