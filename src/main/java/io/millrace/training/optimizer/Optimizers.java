package io.millrace.training.optimizer;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Optimizers by the names and settings that Keras knows them by. */
public final class Optimizers {
    private Optimizers() {}

    /**
     * The optimizer of that class name, with Keras' defaults for settings that are missing.
     *
     * @param settings by Keras' keys, such as {@code learning_rate}; flags are 1 or 0
     */
    public static Optimizer named(String name, Map<String, Double> settings) {
        return named(name, settings, Optional.empty());
    }

    /** The same with a learning rate that changes in its own way, where there is one. */
    public static Optimizer named(String name, Map<String, Double> settings, Optional<LearningRate> scheduled) {
        return switch (name.replace("Custom>", "").toLowerCase(Locale.ROOT)) {
            case "sgd" ->
                new Sgd(
                        scheduled.orElseGet(() -> rate(settings, 0.01)),
                        value(settings, "momentum", 0),
                        flag(settings, "nesterov"));
            case "adagrad" ->
                new Adagrad(
                        scheduled.orElseGet(() -> rate(settings, 0.001)),
                        value(settings, "initial_accumulator_value", 0.1),
                        value(settings, "epsilon", 1e-7));
            case "rmsprop" ->
                new RmsProp(
                        scheduled.orElseGet(() -> rate(settings, 0.001)),
                        value(settings, "rho", 0.9),
                        value(settings, "momentum", 0),
                        value(settings, "epsilon", 1e-7),
                        flag(settings, "centered"));
            case "adam", "adamw" ->
                new Adam(
                        scheduled.orElseGet(() -> rate(settings, 0.001)),
                        value(settings, "beta_1", 0.9),
                        value(settings, "beta_2", 0.999),
                        value(settings, "epsilon", 1e-7),
                        flag(settings, "amsgrad"),
                        value(
                                settings,
                                "weight_decay",
                                name.toLowerCase(Locale.ROOT).endsWith("w") ? 0.004 : 0));
            default ->
                throw new IllegalArgumentException(
                        "optimizer: expected one of SGD, Adagrad, RMSprop, Adam, AdamW, found " + name);
        };
    }

    private static LearningRate rate(Map<String, Double> settings, double otherwise) {
        return LearningRate.constant(value(settings, "learning_rate", otherwise));
    }

    private static double value(Map<String, Double> settings, String key, double otherwise) {
        return settings.getOrDefault(key, otherwise);
    }

    private static boolean flag(Map<String, Double> settings, String key) {
        return value(settings, key, 0) != 0;
    }
}
