package io.millrace.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is shown live, and where it comes from.
 *
 * @param kafka client properties, verbatim
 * @param events topic of what happens to models; it may be missing
 * @param statuses of this process' models, by name; quick
 * @param traces told of predictions that are traced
 */
public record LiveSettings(
        List<LiveModel> models,
        Map<String, String> kafka,
        Optional<String> events,
        Function<String, LiveStatus> statuses,
        LiveTraces traces) {
    public LiveSettings {
        models = List.copyOf(models);
        kafka = Map.copyOf(kafka);
    }

    /** Without traces. */
    public LiveSettings(
            List<LiveModel> models,
            Map<String, String> kafka,
            Optional<String> events,
            Function<String, LiveStatus> statuses) {
        this(models, kafka, events, statuses, LiveTraces.NONE);
    }
}
