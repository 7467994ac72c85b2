package io.millrace.config;

import java.time.Duration;

/**
 * How a challenger serves a share of the streams before it may serve all.
 *
 * @param share of the streams, by their keys
 * @param time for that long
 */
public record CanaryConfig(double share, Duration time) {
    public static final CanaryConfig DEFAULT = new CanaryConfig(0.1, Duration.ofMinutes(10));

    public CanaryConfig {
        Require.that(share > 0 && share < 1, "share", "a number above 0, below 1", share);
        Require.that(
                time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(Duration.ofDays(1)) <= 0,
                "time",
                "a duration from 1s to 1d",
                time);
    }
}
