package io.millrace.keras;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A learning rate that changes from update to update, as Keras names it.
 *
 * @param className such as {@code ExponentialDecay}
 * @param settings by Keras' keys, such as {@code decay_steps}; a single number is a list of one, flags are 1 or 0; sorted
 */
public record Schedule(String className, Map<String, List<Double>> settings) {
    public Schedule {
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** What older optimizers did with their {@code decay}: rate / (1 + decay · updates). */
    static Schedule inverseTime(double rate, double decay) {
        return new Schedule(
                "InverseTimeDecay",
                Map.of(
                        "initial_learning_rate", List.of(rate),
                        "decay_steps", List.of(1.0),
                        "decay_rate", List.of(decay)));
    }
}
