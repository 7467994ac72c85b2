package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as a file describes it: layers and who reads whose output. A Sequential model is a graph, too: a chain.
 *
 * @param layers in the file's order
 */
record ModelConfig(String className, JsonNode config, List<LayerConfig> layers) {
    ModelConfig {
        layers = List.copyOf(layers);
    }

    static ModelConfig parse(JsonNode root) {
        String className = root.path("class_name").asText();
        JsonNode config = root.path("config");
        return switch (className) {
            case "Sequential" -> new ModelConfig(className, config, sequence(config));
            case "Functional", "Model" -> new ModelConfig(className, config, graph(config));
            default ->
                throw new ModelFileException("model class " + (className.isEmpty() ? "missing" : className)
                        + ": not supported; Sequential and Functional are");
        };
    }

    private static List<LayerConfig> sequence(JsonNode config) {
        List<LayerConfig> layers = new ArrayList<>();
        // Keras 1, and 2 up to 2.2.2, have the list itself where later versions have {name, layers}.
        for (JsonNode entry : config.isArray() ? config : config.path("layers")) {
            List<String> inbound = layers.isEmpty()
                    ? List.of()
                    : List.of(layers.get(layers.size() - 1).name());
            layers.add(layer(entry, inbound, 1));
        }
        return layers;
    }

    private static List<LayerConfig> graph(JsonNode config) {
        List<LayerConfig> layers = new ArrayList<>();
        for (JsonNode entry : config.path("layers")) {
            List<String> inbound = new ArrayList<>();
            collectReferences(entry.path("inbound_nodes"), inbound);
            layers.add(layer(entry, inbound, entry.path("inbound_nodes").size()));
        }
        return layers;
    }

    private static LayerConfig layer(JsonNode entry, List<String> inbound, int nodes) {
        String name =
                entry.path("config").path("name").asText(entry.path("name").asText());
        String className = entry.path("class_name").asText();
        if (name.isEmpty() || className.isEmpty()) {
            throw new ModelFileException(
                    "model_config: expected a layer's class_name and name, found " + entry.getNodeType() + " without");
        }
        return new LayerConfig(name, className, entry.path("config"), List.copyOf(inbound), nodes);
    }

    /** Keras 3 has keras_history: [layer, node, tensor] in an object, Keras 1 and 2 [layer, node, tensor, …] itself. */
    private static void collectReferences(JsonNode node, List<String> names) {
        boolean reference = node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()
                && node.get(2).isInt();
        if (reference) {
            names.add(node.get(0).asText());
        }
        for (JsonNode inner : node) {
            collectReferences(inner, names);
        }
    }

    /** The layers from the input to the output. Errors: a graph that is no chain is refused. */
    List<LayerConfig> chain() {
        Map<String, LayerConfig> readerOf = new HashMap<>();
        LayerConfig first = null;
        for (LayerConfig layer : layers) {
            if (layer.inbound().size() > 1 || layer.nodes() > 1) {
                throw layer.refuse("more than one input or call is not supported; a chain of layers is");
            }
            if (layer.inbound().isEmpty()) {
                first = onlyOne(first, layer, "a second input");
            } else {
                readerOf.merge(layer.inbound().get(0), layer, (one, other) -> onlyOne(one, other, "a branch"));
            }
        }
        List<LayerConfig> chain = new ArrayList<>();
        for (LayerConfig layer = first; layer != null; layer = readerOf.get(layer.name())) {
            if (chain.size() == layers.size()) {
                throw layer.refuse("two layers have this name; names must differ");
            }
            chain.add(layer);
        }
        if (chain.isEmpty() || chain.size() < layers.size()) {
            throw new ModelFileException(
                    "model_config: expected one chain of layers, found " + chain.size() + " of " + layers.size());
        }
        requireOneOutput(chain.get(chain.size() - 1));
        return chain;
    }

    private void requireOneOutput(LayerConfig last) {
        List<String> outputs = new ArrayList<>();
        collectReferences(config.path("output_layers"), outputs);
        if (!outputs.isEmpty() && !outputs.equals(List.of(last.name()))) {
            throw new ModelFileException("model_config output_layers: expected the last layer, " + last.name()
                    + ", alone, found " + outputs + "; several outputs are not supported");
        }
    }

    private static LayerConfig onlyOne(LayerConfig before, LayerConfig layer, String what) {
        if (before != null) {
            throw layer.refuse(what + ", beside " + before.name() + ", is not supported; a chain of layers is");
        }
        return layer;
    }
}
