package io.millrace.keras;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a model was compiled, by Keras' long names.
 *
 * @param optimizer class, such as {@code Adam}
 * @param settings of the optimizer, such as {@code learning_rate}; flags are 1 or 0; sorted
 * @param schedule of the learning rate, where it is none that stays; then {@code settings} have no rate
 * @param loss such as {@code mean_squared_error}
 * @param lossSettings where they are not Keras' defaults, such as {@code delta} of huber; as texts, sorted
 * @param metrics such as {@code mean_absolute_error}
 */
public record TrainingConfig(
        String optimizer,
        Map<String, Double> settings,
        Optional<Schedule> schedule,
        String loss,
        Map<String, String> lossSettings,
        List<String> metrics) {
    public TrainingConfig {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        lossSettings = Collections.unmodifiableMap(new TreeMap<>(lossSettings));
        metrics = List.copyOf(metrics);
    }

    /** With a learning rate that stays, and the loss as Keras has it by default. */
    public TrainingConfig(String optimizer, Map<String, Double> settings, String loss, List<String> metrics) {
        this(optimizer, settings, Optional.empty(), loss, Map.of(), metrics);
    }
}
