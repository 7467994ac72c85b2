package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@link TrainingConfig} as Keras 1, 2 and 3 write it, and as Keras 2 and 3 both read it. */
final class TrainingConfigJson {
    /** Keras 3 does not load the short names. */
    private static final Map<String, String> LONG_NAMES = Map.of(
            "mse", "mean_squared_error",
            "mae", "mean_absolute_error",
            "mape", "mean_absolute_percentage_error",
            "msle", "mean_squared_logarithmic_error",
            "bce", "binary_crossentropy",
            "kld", "kl_divergence",
            "kl_divergence", "kl_divergence",
            "kullback_leibler_divergence", "kl_divergence",
            "logcosh", "log_cosh",
            "acc", "accuracy");

    /** Whatever says the same as saying nothing. */
    private static final Map<String, List<String>> USUAL = Map.of(
            "reduction", List.of("sum_over_batch_size", "auto"),
            "from_logits", List.of("false"),
            "label_smoothing", List.of("0", "0.0"),
            "axis", List.of("-1"),
            "delta", List.of("1.0", "1"),
            "dtype", List.of("float32"));

    private TrainingConfigJson() {}

    /** Empty where the file names no optimizer of Keras' own or not one loss. */
    static Optional<TrainingConfig> read(JsonNode json) {
        JsonNode optimizer = json.has("optimizer_config") ? json.get("optimizer_config") : json.path("optimizer");
        String className = OptimizerJson.className(optimizer);
        JsonNode loss = onlyOne(json.path("loss"));
        String lossName = name(loss);
        if (className.isEmpty() || lossName.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> settings = OptimizerJson.settings(optimizer);
        Optional<Schedule> schedule = OptimizerJson.schedule(optimizer, settings);
        List<String> metrics = new ArrayList<>();
        collectNames(json.path("metrics"), metrics);
        return Optional.of(new TrainingConfig(className, settings, schedule, lossName, lossSettings(loss), metrics));
    }

    /** A list or map of one loss is that one. */
    private static JsonNode onlyOne(JsonNode loss) {
        boolean wrapped = loss.size() == 1 && (loss.isArray() || loss.isObject() && !loss.has("class_name"));
        return wrapped ? onlyOne(loss.iterator().next()) : loss;
    }

    private static Map<String, String> lossSettings(JsonNode loss) {
        Map<String, String> settings = new TreeMap<>();
        loss.path("config").properties().forEach(setting -> {
            String key = setting.getKey();
            JsonNode value = setting.getValue();
            boolean usual = USUAL.getOrDefault(key, List.of()).contains(value.asText());
            if (value.isValueNode()
                    && !value.isNull()
                    && !usual
                    && !List.of("name", "fn").contains(key)) {
                settings.put(key, value.asText());
            }
        });
        return settings;
    }

    private static void collectNames(JsonNode json, List<String> names) {
        boolean isName = json.isTextual() || json.has("class_name");
        if (isName && !name(json).isEmpty()) {
            names.add(name(json));
        } else if (!isName) {
            json.forEach(inner -> collectNames(inner, names)); // a list, or a map by output
        }
    }

    /** A function's name, {@code mean_squared_error} for the class {@code MeanSquaredError} and for {@code mse}. */
    private static String name(JsonNode json) {
        String name = json.isNull() ? "" : json.asText("");
        if (json.isObject()) {
            JsonNode config = json.path("config");
            name = config.isTextual() ? config.asText() : config.path("fn").asText(OptimizerJson.className(json));
        }
        String snake = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
        return LONG_NAMES.getOrDefault(snake, snake);
    }

    /** As an HDF5 file has it. */
    static ObjectNode write(TrainingConfig training) {
        ObjectNode json = Json.object();
        json.set("loss", loss(training));
        training.metrics().forEach(json.putArray("metrics")::add);
        json.putNull("weighted_metrics");
        json.putNull("loss_weights");
        json.set("optimizer_config", OptimizerJson.write(training));
        return json;
    }

    /** As a {@code .keras} file has it. */
    static ObjectNode writeForZip(TrainingConfig training) {
        ObjectNode json = write(training);
        ObjectNode optimizer = (ObjectNode) json.remove("optimizer_config");
        json.set("optimizer", optimizer.put("module", "keras.optimizers").putNull("registered_name"));
        return json;
    }

    private static JsonNode loss(TrainingConfig training) {
        if (training.lossSettings().isEmpty()) {
            return Json.object().textNode(training.loss());
        }
        ObjectNode loss = Json.object().put("module", "keras.losses").put("class_name", className(training.loss()));
        ObjectNode config = loss.putNull("registered_name").putObject("config");
        training.lossSettings().forEach((key, value) -> {
            boolean isText = !value.matches("true|false|-?[0-9.]+([eE][-+]?[0-9]+)?");
            config.set(key, isText ? config.textNode(value) : Json.parse("loss " + key, value));
        });
        return loss;
    }

    /** {@code MeanSquaredError} for {@code mean_squared_error}. */
    private static String className(String function) {
        return Arrays.stream(function.split("_", -1))
                .map(word ->
                        word.equals("kl") ? "KL" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
