package io.millrace.training.optimizer;

import java.util.List;
import java.util.Map;

/** Learning rates by the class names and settings that Keras knows them by. Source: Keras' LearningRateSchedule classes. */
public final class Schedules {
    private Schedules() {}

    /**
     * The schedule of that class name.
     *
     * @param settings by Keras' keys, such as {@code decay_steps}; flags are 1 or 0
     */
    public static LearningRate named(String name, Map<String, List<Double>> settings) {
        double initial = value(settings, "initial_learning_rate", Double.NaN);
        long steps = (long) value(settings, "decay_steps", 1);
        boolean staircase = value(settings, "staircase", 0) != 0;
        return switch (name) {
            case "ExponentialDecay" ->
                new LearningRate.ExponentialDecay(initial, steps, value(settings, "decay_rate", 0), staircase, 0);
            case "PiecewiseConstantDecay" ->
                new LearningRate.Piecewise(
                        settings.getOrDefault("boundaries", List.of()).stream()
                                .map(Double::longValue)
                                .toList(),
                        settings.getOrDefault("values", List.of()));
            case "CosineDecay" -> cosine(settings, initial, steps);
            case "InverseTimeDecay" -> {
                double decay = value(settings, "decay_rate", 0);
                yield step -> {
                    double times = (double) step / steps;
                    return initial / (1 + decay * (staircase ? Math.floor(times) : times));
                };
            }
            case "PolynomialDecay" -> polynomial(settings, initial, steps);
            default ->
                throw new IllegalArgumentException("learning rate schedule: expected one of CosineDecay,"
                        + " ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay, PolynomialDecay, found "
                        + name + "; give --learning-rate");
        };
    }

    private static LearningRate cosine(Map<String, List<Double>> settings, double initial, long steps) {
        double alpha = value(settings, "alpha", 0);
        long warmup = (long) value(settings, "warmup_steps", 0);
        if (!settings.containsKey("warmup_target")) {
            return new LearningRate.CosineDecay(initial, steps, alpha * initial);
        }
        double top = value(settings, "warmup_target", initial);
        LearningRate fall = new LearningRate.CosineDecay(top, steps, alpha * top);
        return step -> step < warmup ? initial + (top - initial) * step / warmup : fall.at(step - warmup);
    }

    private static LearningRate polynomial(Map<String, List<Double>> settings, double initial, long steps) {
        double end = value(settings, "end_learning_rate", 0.0001);
        double power = value(settings, "power", 1);
        boolean cycles = value(settings, "cycle", 0) != 0;
        return step -> {
            double length = cycles ? steps * Math.max(1, Math.ceil((double) step / steps)) : steps;
            double left = 1 - Math.min(step, length) / length;
            return end + (initial - end) * StrictMath.pow(left, power);
        };
    }

    private static double value(Map<String, List<Double>> settings, String key, double otherwise) {
        return settings.getOrDefault(key, List.of(otherwise)).get(0);
    }
}
