package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.network.Architecture;
import io.millrace.network.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * A model as a file describes it: layers and who reads whose output. A Sequential model is a graph, too: a chain.
 *
 * @param layers in the file's order
 * @param inputs of the model, in their order
 * @param outputs of the model, in their order
 */
record ModelConfig(
        String className,
        JsonNode config,
        List<LayerConfig> layers,
        List<TensorReference> inputs,
        List<TensorReference> outputs) {
    /** Calls of layers; far more than anyone's model has, far fewer than would keep a thread busy. */
    private static final int MOST_CALLS = 4_096;

    ModelConfig {
        layers = List.copyOf(layers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        int calls = layers.stream().mapToInt(layer -> layer.calls().size()).sum();
        if (layers.size() > MOST_CALLS || calls > MOST_CALLS) {
            throw new ModelFileException("model_config: expected at most " + MOST_CALLS + " layers, found "
                    + Math.max(layers.size(), calls));
        }
    }

    static ModelConfig parse(JsonNode root) {
        String className = root.path("class_name").asText();
        JsonNode config = root.path("config");
        return switch (className) {
            case "Sequential" -> sequence(className, config);
            case "Functional", "Model" -> graph(className, config);
            default ->
                throw new ModelFileException("model class " + (className.isEmpty() ? "missing" : className)
                        + ": not supported; Sequential and Functional are");
        };
    }

    private static ModelConfig sequence(String className, JsonNode config) {
        List<LayerConfig> layers = new ArrayList<>();
        // Keras 1, and 2 up to 2.2.2, have the list itself where later versions have {name, layers}.
        for (JsonNode entry : config.isArray() ? config : config.path("layers")) {
            if (layers.isEmpty() && !entry.path("class_name").asText().equals(LayerConfig.INPUT)) {
                layers.add(inputBefore(LayerConfig.parse(entry, List.of()), config));
            }
            List<LayerCall> calls =
                    layers.isEmpty() ? List.of() : List.of(LayerCall.of(outputOf(layers.get(layers.size() - 1))));
            layers.add(LayerConfig.parse(entry, calls));
        }
        if (layers.isEmpty()) {
            throw new ModelFileException("model_config: expected layers, found none");
        }
        return new ModelConfig(
                className,
                config,
                layers,
                List.of(outputOf(layers.get(0))),
                List.of(outputOf(layers.get(layers.size() - 1))));
    }

    /** The input that a Sequential model does not mention as a layer: its shape is the first layer's, or the model's. */
    private static LayerConfig inputBefore(LayerConfig first, JsonNode config) {
        ObjectNode input = Json.object().put("name", first.name() + "_input");
        input.set("batch_input_shape", first.inputShape().orElse(config.path("build_input_shape")));
        return new LayerConfig(first.name() + "_input", LayerConfig.INPUT, "", input, List.of());
    }

    private static TensorReference outputOf(LayerConfig layer) {
        return new TensorReference(layer.name(), 0, 0);
    }

    private static ModelConfig graph(String className, JsonNode config) {
        List<LayerConfig> layers = new ArrayList<>();
        for (JsonNode entry : config.path("layers")) {
            List<LayerCall> calls = new ArrayList<>();
            entry.path("inbound_nodes").forEach(node -> calls.add(LayerCall.parse(node)));
            layers.add(LayerConfig.parse(entry, calls));
        }
        return new ModelConfig(
                className,
                config,
                layers,
                TensorReference.in(config.path("input_layers")),
                TensorReference.in(config.path("output_layers")));
    }

    /** The parameters that learn of a network with these layers, in the order in which Keras lists its variables. */
    List<Parameter> learning(Architecture architecture) {
        List<String> order = layers.stream()
                .filter(layer -> layer.flag(true, "trainable"))
                .map(LayerConfig::name)
                .toList();
        Function<Parameter, String> layer =
                parameter -> architecture.layers().get(parameter.layer()).name();
        return architecture.parameters().stream()
                .filter(parameter -> order.contains(layer.apply(parameter)))
                .sorted(Comparator.comparingInt(parameter -> order.indexOf(layer.apply(parameter))))
                .toList();
    }
}
