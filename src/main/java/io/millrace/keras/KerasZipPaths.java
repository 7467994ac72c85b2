package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the weights of a {@code .keras} file stand: groups are named by class, not by the user's name, and numbered in
 * the model's order: {@code layers/lstm/cell/vars/0}, {@code layers/lstm_1/cell/vars/0}, {@code layers/dense/vars/0};
 * of a wrapper, {@code layers/bidirectional/forward_layer/cell/vars/0}.
 */
final class KerasZipPaths {
    private static final String VARS = "/vars";

    private final Map<String, String> groups = new HashMap<>();

    KerasZipPaths(ModelConfig model) {
        Map<String, Integer> used = new HashMap<>();
        for (LayerConfig layer : model.layers()) {
            if (!layer.isOperation()) {
                groups.put(layer.name(), "layers/" + numbered(layer, used));
            }
        }
    }

    private static String numbered(LayerConfig layer, Map<String, Integer> used) {
        String name = layer.snakeName();
        int before = used.merge(name, 1, Integer::sum) - 1;
        return before == 0 ? name : name + "_" + before;
    }

    /** The group of the named layer. */
    String group(String layer) {
        return groups.get(layer);
    }

    /** The groups of the layer's arrays 0, 1, …, in the order of its weights. */
    List<String> vars(LayerConfig layer) {
        String group = groups.get(layer.name());
        return group == null ? List.of() : vars(group, layer);
    }

    private static List<String> vars(String group, LayerConfig layer) {
        List<String> found = new ArrayList<>();
        switch (layer.className()) {
            case "Bidirectional" -> {
                LayerConfig forward = layer.inner("layer").orElse(layer);
                LayerConfig backward = layer.inner("backward_layer").orElse(forward);
                found.add(group + "/forward_layer" + cell(forward));
                found.add(group + "/backward_layer" + cell(backward));
            }
            case "TimeDistributed" ->
                found.add(group + "/layer"
                        + layer.inner("layer").map(KerasZipPaths::cell).orElse(VARS));
            case "RNN" -> {
                Optional<LayerConfig> cell = layer.inner("cell");
                Map<String, Integer> used = new HashMap<>();
                for (JsonNode entry :
                        cell.map(LayerConfig::config).orElse(layer.config()).path("cells")) {
                    found.add(group + "/cell/cells/" + numbered(layer.inner(entry), used) + VARS);
                }
                if (found.isEmpty()) {
                    found.add(group + "/cell" + VARS);
                }
            }
            default -> found.add(group + cell(layer));
        }
        return found;
    }

    private static String cell(LayerConfig layer) {
        return layer.isRecurrent() ? "/cell" + VARS : VARS;
    }
}
