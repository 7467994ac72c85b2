package io.millrace.config;

import java.time.Duration;
import java.util.Optional;

/**
 * In which order a stream's points are taken.
 *
 * @param field of a point that holds its number in its stream; empty: by the records' timestamps
 * @param patience longest time for which a point waits for those before it
 * @param most points of one stream that wait
 */
public record OrderConfig(Optional<String> field, Duration patience, int most) {
    static final Duration WAIT = Duration.ofSeconds(5);
    static final int MOST = 100;

    public OrderConfig {
        Require.that(patience.toMillis() >= 1, "wait", "a duration of at least 1ms", patience);
        Require.that(most >= 1 && most <= 10_000, "most", "a number from 1 to 10000", most);
    }
}
