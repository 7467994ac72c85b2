package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** {@link TrainingConfig} as Keras 1, 2 and 3 write it, and as Keras 2 and 3 both read it. */
final class TrainingConfigJson {
    private static final Set<String> FLAGS = Set.of("amsgrad", "centered", "nesterov");
    private static final Map<String, String> OLD_SETTINGS = Map.of("lr", "learning_rate");
    /** Keras 3 does not load the short names. */
    private static final Map<String, String> LONG_NAMES = Map.of(
            "mse", "mean_squared_error",
            "mae", "mean_absolute_error",
            "mape", "mean_absolute_percentage_error",
            "msle", "mean_squared_logarithmic_error",
            "bce", "binary_crossentropy",
            "kld", "kl_divergence",
            "logcosh", "log_cosh",
            "acc", "accuracy");

    private TrainingConfigJson() {}

    /** Empty where the file names no loss or no optimizer of Keras' own. */
    static Optional<TrainingConfig> read(JsonNode json) {
        JsonNode optimizer = json.has("optimizer_config") ? json.get("optimizer_config") : json.path("optimizer");
        String optimizerClass = withoutPrefix(optimizer.path("class_name").asText());
        String loss = name(json.path("loss"));
        if (optimizerClass.isEmpty() || loss.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> settings = new TreeMap<>();
        optimizer.path("config").properties().forEach(setting -> {
            JsonNode value = setting.getValue();
            String key = OLD_SETTINGS.getOrDefault(setting.getKey(), setting.getKey());
            if (value.isNumber() || value.isBoolean()) {
                settings.put(key, value.isBoolean() ? (value.booleanValue() ? 1.0 : 0.0) : value.doubleValue());
            }
        });
        List<String> metrics = new ArrayList<>();
        collectNames(json.path("metrics"), metrics);
        return Optional.of(new TrainingConfig(optimizerClass, settings, loss, metrics));
    }

    private static void collectNames(JsonNode json, List<String> names) {
        if (json.isArray()) {
            json.forEach(inner -> collectNames(inner, names));
        } else if (!name(json).isEmpty()) {
            names.add(name(json));
        }
    }

    /** A function's name, {@code mean_squared_error} for the class {@code MeanSquaredError} and for {@code mse}. */
    private static String name(JsonNode json) {
        String name = json.asText("");
        if (json.isObject()) {
            JsonNode config = json.path("config");
            name = config.isTextual()
                    ? config.asText()
                    : config.path("fn")
                            .asText(withoutPrefix(json.path("class_name").asText()));
        }
        if (json.isNull()) {
            name = "";
        }
        String snake = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        return LONG_NAMES.getOrDefault(snake, snake);
    }

    /** {@code Custom>Adam}, as Keras 2.11 and later write it, is Adam. */
    private static String withoutPrefix(String className) {
        return className.substring(className.lastIndexOf('>') + 1);
    }

    /** As an HDF5 file has it. */
    static ObjectNode write(TrainingConfig training) {
        return write(training, "optimizer_config");
    }

    /** As a {@code .keras} file has it. */
    static ObjectNode writeForZip(TrainingConfig training) {
        ObjectNode json = write(training, "optimizer");
        ((ObjectNode) json.get("optimizer")).put("module", "keras.optimizers").putNull("registered_name");
        return json;
    }

    private static ObjectNode write(TrainingConfig training, String optimizerKey) {
        ObjectNode json = Json.object().put("loss", training.loss());
        training.metrics().forEach(json.putArray("metrics")::add);
        json.putNull("weighted_metrics");
        json.putNull("loss_weights");
        ObjectNode optimizer = json.putObject(optimizerKey).put("class_name", training.optimizer());
        ObjectNode config = optimizer.putObject("config").put("name", training.optimizer());
        training.settings().forEach((key, value) -> {
            if (FLAGS.contains(key)) {
                config.put(key, value != 0);
            } else {
                config.put(key, value);
            }
        });
        return json;
    }
}
