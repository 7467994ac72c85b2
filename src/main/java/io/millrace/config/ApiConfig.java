package io.millrace.config;

import java.time.Duration;

/**
 * How one model is reached over HTTP.
 *
 * @param durable whether a sequence's points go through the input topic, and the answers wait for what is committed
 * @param sequences held in memory at once, where they are not durable
 * @param batch longest time for which a call waits for others, to be answered in one step with them
 */
public record ApiConfig(boolean durable, int sequences, Duration batch) {
    static final Duration LONGEST_BATCH = Duration.ofSeconds(1);

    public static final ApiConfig DEFAULT = new ApiConfig(false, 10_000, Duration.ofMillis(1));

    public ApiConfig {
        Require.that(sequences >= 1 && sequences <= 10_000_000, "sequences", "a number from 1 to 10000000", sequences);
        Require.that(
                !batch.isNegative() && batch.compareTo(LONGEST_BATCH) <= 0,
                "batch",
                "a duration from 0ms to 1s",
                batch);
    }
}
