package io.millrace.model;

import io.millrace.keras.TrainingConfig;
import io.millrace.training.TrainingSettings;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Huber;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.Losses;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.Optimizer;
import io.millrace.training.optimizer.Optimizers;
import io.millrace.training.optimizer.Schedules;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From how a model was compiled to how it is trained here. What Keras would do and Millrace would not is refused. */
public final class CompiledTraining {
    private CompiledTraining() {}

    /** Loss, optimizer with its schedule, and clipping. Errors: a setting that is not done here as Keras does it. */
    public static TrainingSettings settings(TrainingConfig compiled) {
        return new TrainingSettings(loss(compiled), optimizer(compiled)).withClipping(clipping(compiled.settings()));
    }

    private static Optimizer optimizer(TrainingConfig compiled) {
        Map<String, Double> settings = compiled.settings();
        refuse(compiled, settings.getOrDefault("use_ema", 0.0) != 0, "use_ema");
        refuse(compiled, settings.getOrDefault("gradient_accumulation_steps", 1.0) > 1, "gradient_accumulation_steps");
        boolean decays = settings.getOrDefault("weight_decay", 0.0) > 0;
        refuse(compiled, decays && !compiled.optimizer().startsWith("Adam"), "weight_decay");
        Optional<LearningRate> rate =
                compiled.schedule().map(schedule -> Schedules.named(schedule.className(), schedule.settings()));
        return Optimizers.named(compiled.optimizer(), settings, rate);
    }

    private static void refuse(TrainingConfig compiled, boolean asked, String setting) {
        if (asked) {
            throw new IllegalArgumentException("optimizer " + compiled.optimizer() + ": " + setting
                    + " is not supported; compile without it, or with another optimizer");
        }
    }

    private static GradientClipping clipping(Map<String, Double> settings) {
        return Map.of(
                        "clipnorm", GradientClipping.Kind.NORM,
                        "global_clipnorm", GradientClipping.Kind.GLOBAL_NORM,
                        "clipvalue", GradientClipping.Kind.VALUE)
                .entrySet()
                .stream()
                .filter(kind -> settings.getOrDefault(kind.getKey(), 0.0) > 0)
                .map(kind -> new GradientClipping(kind.getValue(), settings.get(kind.getKey())))
                .findFirst()
                .orElse(GradientClipping.none());
    }

    private static Loss loss(TrainingConfig compiled) {
        Map<String, String> settings = compiled.lossSettings();
        if (settings.isEmpty()) {
            return Losses.named(compiled.loss());
        }
        if (compiled.loss().equals("huber") && settings.keySet().equals(Set.of("delta"))) {
            return new Huber(Double.parseDouble(settings.get("delta")));
        }
        if (compiled.loss().equals("categorical_crossentropy")
                && settings.keySet().equals(Set.of("label_smoothing"))) {
            return new CategoricalCrossentropy(Double.parseDouble(settings.get("label_smoothing")));
        }
        throw new IllegalArgumentException(
                "loss " + compiled.loss() + ": expected Keras' defaults, found " + settings
                        + "; delta of huber and label_smoothing of categorical_crossentropy are supported; compile with another loss");
    }
}
