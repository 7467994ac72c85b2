package io.millrace.keras;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a model was compiled, by Keras' long names.
 *
 * @param optimizer class, such as {@code Adam}
 * @param settings of the optimizer, such as {@code learning_rate}; flags are 1 or 0; sorted
 * @param loss such as {@code mean_squared_error}
 * @param metrics such as {@code mean_absolute_error}
 */
public record TrainingConfig(String optimizer, Map<String, Double> settings, String loss, List<String> metrics) {
    public TrainingConfig {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        metrics = List.copyOf(metrics);
    }
}
