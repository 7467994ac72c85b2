package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The part of a layer's config that Millrace keeps without computing with it: initializers, constraints, other
 * regularizers than l1 and l2, what does not learn.
 */
final class LayerSettings {
    private static final Map<String, String> MODULES = Map.of(
            "_initializer", "keras.initializers",
            "_constraint", "keras.constraints",
            "_regularizer", "keras.regularizers");
    /** In the same words in every version; told where they are off, for Keras' default is on. */
    private static final Set<String> FLAGS = Set.of("trainable", "unit_forget_bias");

    private static final String LAYER = "layer";
    private static final String BACKWARD = "backward_layer";
    private static final String CELL = "cell";
    private static final String CELLS = "cells";
    /** What Millrace applies in training. */
    private static final Set<String> PENALTIES = Set.of("L1", "L2", "L1L2");

    private LayerSettings() {}

    /** By layer, of Keras 2 and 3; version 1 has other words for all of it. */
    static Map<String, String> of(List<LayerConfig> layers, KerasVersion version) {
        Map<String, String> said = new TreeMap<>();
        for (LayerConfig layer : version.major() < 2 ? List.<LayerConfig>of() : layers) {
            ObjectNode own = said(layer.config());
            if (!own.isEmpty()) {
                said.put(layer.name(), Json.text(own));
            }
        }
        return said;
    }

    private static ObjectNode said(JsonNode config) {
        ObjectNode said = Json.object();
        config.properties().forEach(setting -> {
            String key = setting.getKey();
            JsonNode value = setting.getValue();
            if (FLAGS.contains(key) && value.isBoolean() && !value.booleanValue()) {
                said.set(key, value);
            } else if (!module(key).isEmpty() && !value.isNull()) {
                said.set(key, inWordsOfBoth(value, module(key)));
            } else if (Set.of(LAYER, BACKWARD, CELL).contains(key)) {
                said.set(key, said(value.path("config")));
            } else if (key.equals(CELLS)) {
                ArrayNode cells = said.putArray(key);
                value.forEach(cell -> cells.add(said(cell.path("config"))));
            }
        });
        return said;
    }

    private static String module(String key) {
        return MODULES.getOrDefault(key.substring(Math.max(0, key.lastIndexOf('_'))), "");
    }

    /**
     * Keras 3 asks for the module, and Keras 2 passes it over; what is null is left out, for it may be a setting that the
     * other version does not know. A class of the user's stays as only its owner reads it.
     */
    private static JsonNode inWordsOfBoth(JsonNode value, String module) {
        if (!value.isObject() || value.hasNonNull("registered_name")) {
            return value;
        }
        ObjectNode both = Json.object().put("module", module);
        both.set("class_name", value.path("class_name"));
        ObjectNode config = both.putObject("config");
        value.path("config").properties().forEach(setting -> {
            if (!setting.getValue().isNull()) {
                config.set(setting.getKey(), setting.getValue());
            }
        });
        return both.putNull("registered_name");
    }

    /** Adds to a layer's written config what it does not say itself. */
    static void complete(ObjectNode config, String settings) {
        complete(config, Json.parse("settings", settings));
    }

    private static void complete(ObjectNode config, JsonNode said) {
        said.properties().forEach(setting -> {
            String key = setting.getKey();
            JsonNode value = setting.getValue();
            switch (key) {
                case LAYER -> {
                    complete(config, LAYER, value);
                    if (!said.has(BACKWARD)) { // Keras 2 makes it of the same config
                        complete(config, BACKWARD, value);
                    }
                }
                case BACKWARD -> complete(config, BACKWARD, value);
                case CELL -> {
                    complete(config, CELL, value);
                    if (!config.has(CELL)) { // of one cell, written as the layer of that name
                        complete(config, value);
                    }
                }
                case CELLS -> {
                    for (int cell = 0;
                            cell < Math.min(value.size(), config.path(key).size());
                            cell++) {
                        complete((ObjectNode) config.path(key).path(cell).path("config"), value.get(cell));
                    }
                }
                default -> {
                    if (!config.has(key)) {
                        config.set(key, value);
                    }
                }
            }
        });
    }

    private static void complete(ObjectNode config, String inner, JsonNode said) {
        if (config.path(inner).path("config") instanceof ObjectNode found) {
            complete(found, said);
        }
    }

    /** What of it changes how the layer learns, in words such as {@code lstm kernel_constraint}. */
    static List<String> ofTraining(Map<String, String> settings) {
        List<String> found = new ArrayList<>();
        settings.forEach((layer, said) -> collect(layer, Json.parse("settings", said), found));
        return found;
    }

    private static void collect(String layer, JsonNode said, List<String> found) {
        said.properties().forEach(setting -> {
            String key = setting.getKey();
            JsonNode value = setting.getValue();
            boolean isPenalty = PENALTIES.contains(value.path("class_name").asText()) && !key.startsWith("activity");
            if (key.equals("trainable")) {
                found.add(layer + " trainable false");
            } else if (key.endsWith("_constraint") || key.endsWith("_regularizer") && !isPenalty) {
                found.add(layer + " " + key);
            } else if (key.equals(CELLS)) {
                value.forEach(cell -> collect(layer, cell, found));
            } else if (module(key).isEmpty()) {
                collect(layer, value, found); // a layer or cell inside
            }
        });
    }
}
