package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An optimizer in a file. Written are the settings alone that were read: what one version of Keras has beyond another
 * makes the other refuse the file, even where it does nothing.
 */
final class OptimizerJson {
    private static final String RATE = "learning_rate";
    private static final String DECAY = "decay";
    private static final Set<String> FLAGS = Set.of("amsgrad", "centered", "nesterov", "use_ema", "staircase", "cycle");
    private static final Set<String> COUNTS = Set.of(
            "ema_overwrite_frequency",
            "gradient_accumulation_steps",
            "decay_steps",
            "first_decay_steps",
            "warmup_steps",
            "boundaries");
    /** How fast Keras computes, not what. */
    private static final Set<String> UNTOLD = Set.of("jit_compile", "is_legacy_optimizer");

    private OptimizerJson() {}

    /** {@code Custom>Adam}, as Keras 2.11 and later write it, is Adam. */
    static String className(JsonNode json) {
        String name = json.path("class_name").asText();
        return name.substring(name.lastIndexOf('>') + 1);
    }

    static Map<String, Double> settings(JsonNode optimizer) {
        Map<String, Double> settings = new TreeMap<>();
        optimizer.path("config").properties().forEach(setting -> {
            String key = setting.getKey().equals("lr") ? RATE : setting.getKey();
            JsonNode value = setting.getValue();
            if ((value.isNumber() || value.isBoolean()) && !UNTOLD.contains(key)) {
                settings.put(key, number(value));
            }
        });
        if (settings.getOrDefault("use_ema", 0.0) == 0) {
            settings.keySet().removeIf(key -> key.endsWith("use_ema") || key.startsWith("ema_"));
        }
        settings.remove(DECAY, 0.0);
        return settings;
    }

    private static double number(JsonNode value) {
        return value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.doubleValue();
    }

    /** Takes the settings that a schedule replaces away from the others. */
    static Optional<Schedule> schedule(JsonNode optimizer, Map<String, Double> settings) {
        Double decay = settings.remove(DECAY);
        if (decay != null && settings.containsKey(RATE)) {
            return Optional.of(Schedule.inverseTime(settings.remove(RATE), decay));
        }
        JsonNode rate = optimizer.path("config").path(RATE);
        if (className(rate).isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<Double>> numbers = new TreeMap<>();
        rate.path("config").properties().forEach(setting -> {
            List<Double> values = new ArrayList<>();
            for (JsonNode value : setting.getValue().isArray() ? setting.getValue() : List.of(setting.getValue())) {
                if (value.isNumber() || value.isBoolean()) {
                    values.add(number(value));
                }
            }
            if (!values.isEmpty()) {
                numbers.put(setting.getKey(), values);
            }
        });
        return Optional.of(new Schedule(className(rate), numbers));
    }

    /** As both formats have it. */
    static ObjectNode write(TrainingConfig training) {
        ObjectNode optimizer = Json.object().put("class_name", training.optimizer());
        ObjectNode config = optimizer.putObject("config").put("name", training.optimizer());
        training.settings().forEach((key, value) -> config.set(key, value(config, key, value)));
        training.schedule().ifPresent(schedule -> config.set(RATE, write(schedule)));
        return optimizer;
    }

    private static ObjectNode write(Schedule schedule) {
        ObjectNode json = Json.object().put("module", "keras.optimizers.schedules");
        json.put("class_name", schedule.className()).putNull("registered_name");
        ObjectNode config = json.putObject("config");
        schedule.settings().forEach((key, values) -> {
            if (schedule.className().startsWith("Piecewise")) {
                ArrayNode list = config.putArray(key);
                values.forEach(value -> list.add(value(config, key, value)));
            } else {
                config.set(key, value(config, key, values.get(0)));
            }
        });
        return json;
    }

    private static JsonNode value(ObjectNode factory, String key, double value) {
        if (FLAGS.contains(key)) {
            return factory.booleanNode(value != 0);
        }
        return COUNTS.contains(key) ? factory.numberNode((long) value) : factory.numberNode(value);
    }
}
