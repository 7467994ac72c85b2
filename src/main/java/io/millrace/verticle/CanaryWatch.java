package io.millrace.verticle;

import io.millrace.kafka.ErrorTail;
import io.millrace.retrain.CanaryErrors;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Looks at the committed predictions of a canary and of the champion beside it for a while. */
public final class CanaryWatch {
    private static final Duration BETWEEN = Duration.ofMillis(200); // two looks

    /**
     * How a canary serves.
     *
     * @param share of the streams
     */
    public record Settings(double share, Duration time) {}

    private final Settings settings;
    private final Supplier<ErrorTail> errors;
    private final InstantSource clock;

    public CanaryWatch(Settings settings, Supplier<ErrorTail> errors, InstantSource clock) {
        this.settings = settings;
        this.errors = errors;
        this.clock = clock;
    }

    double share() {
        return settings.share();
    }

    /** What came of it, in its time or before, once there is no doubt. */
    CanaryErrors watch(String canary, String champion, BooleanSupplier stopping, LongConsumer rest) {
        CanaryErrors seen = new CanaryErrors();
        Instant end = clock.instant().plus(settings.time());
        try (ErrorTail tail = errors.get()) {
            while (clock.instant().isBefore(end) && !stopping.getAsBoolean() && !seen.isMuchWorse()) {
                tail.drain(result -> {
                    String version = result.model().version();
                    if (version.equals(canary) || version.equals(champion)) {
                        seen.add(version.equals(canary), result.error(), result.baselineError());
                    }
                });
                rest.accept(BETWEEN.toNanos());
            }
        }
        return seen;
    }
}
