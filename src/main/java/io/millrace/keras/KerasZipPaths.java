package io.millrace.keras;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where the weights of a {@code .keras} file stand: groups are named by class, not by the user's name, and numbered in
 * the model's order: {@code layers/lstm/cell/vars/0}, {@code layers/lstm_1/cell/vars/0}, {@code layers/dense/vars/0}.
 */
final class KerasZipPaths {
    private final Map<String, String> groups = new HashMap<>();
    private final Set<String> withCell = new HashSet<>();

    KerasZipPaths(ModelConfig model) {
        Map<String, Integer> used = new HashMap<>();
        for (LayerConfig layer : model.layers()) {
            String name = layer.snakeName();
            int before = used.merge(name, 1, Integer::sum) - 1;
            groups.put(layer.name(), "layers/" + name + (before == 0 ? "" : "_" + before));
            if (layer.isRecurrent()) {
                withCell.add(layer.name());
            }
        }
    }

    /** The group of the named layer. */
    String group(String layer) {
        return groups.get(layer);
    }

    /** The group of the named layer's arrays 0, 1, …. */
    String vars(String layer) {
        return group(layer) + (withCell.contains(layer) ? "/cell/vars" : "/vars");
    }
}
