package io.millrace.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a stream is remembered.
 *
 * @param idle without a point, after which it is forgotten; empty: never
 * @param time by which that is measured
 * @param gap between two points' timestamps, after which the second begins a new sequence; empty: none is too long
 * @param order of a stream's points; empty: as they come
 * @param forgotten topic where it is told which streams were forgotten; empty: nowhere
 */
public record SequenceConfig(
        Optional<Duration> idle,
        Time time,
        Optional<Duration> gap,
        Optional<OrderConfig> order,
        Optional<String> forgotten) {
    public static final SequenceConfig DEFAULT = new SequenceConfig(
            Optional.of(Duration.ofMinutes(10)), Time.EVENT, Optional.empty(), Optional.empty(), Optional.empty());

    /** Of records, or of the clock on the wall. */
    public enum Time {
        EVENT,
        WALL;

        /** As it stands in the file. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SequenceConfig {
        idle.ifPresent(duration -> requirePositive("idle", duration));
        gap.ifPresent(duration -> requirePositive("gap", duration));
        if (order.isPresent() && idle.isPresent()) {
            Duration patience = order.get().patience();
            Require.that(
                    patience.compareTo(idle.get()) < 0,
                    "order.wait",
                    "less than idle, " + idle.get() + ", as a stream that waits is not idle",
                    patience);
        }
        forgotten.ifPresent(topic -> ModelConfig.requireTopic("forgotten", topic));
    }

    private static void requirePositive(String key, Duration duration) {
        Require.that(duration.toMillis() > 0, key, "a duration of at least 1ms, or never", duration);
    }
}
