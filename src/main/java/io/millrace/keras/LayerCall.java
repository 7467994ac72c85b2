package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One call of a layer in a model: a node of the model's graph.
 *
 * @param arguments the tensors that it reads, however they are nested
 * @param named the tensors that it gets by name, such as {@code initial_state} and {@code mask}
 * @param numbers the constants among its arguments
 * @param masksSpelled whether a mask is only there where it is named, as in Keras 3
 */
record LayerCall(
        List<TensorReference> arguments,
        Map<String, List<TensorReference>> named,
        List<Double> numbers,
        boolean masksSpelled) {
    LayerCall {
        arguments = List.copyOf(arguments);
        named = Map.copyOf(named);
        numbers = List.copyOf(numbers);
    }

    static LayerCall of(TensorReference input) {
        return new LayerCall(List.of(input), Map.of(), List.of(), false);
    }

    /** One of a file's {@code inbound_nodes}: an object in Keras 3, a list of references before. */
    static LayerCall parse(JsonNode node) {
        Map<String, List<TensorReference>> named = new LinkedHashMap<>();
        List<TensorReference> arguments = new ArrayList<>();
        List<Double> numbers = new ArrayList<>();
        if (node.isObject()) {
            arguments.addAll(TensorReference.in(node.path("args")));
            node.path("args").forEach(argument -> {
                if (argument.isNumber()) {
                    numbers.add(argument.doubleValue());
                }
            });
            name(node.path("kwargs"), named);
        } else {
            // A single reference may stand without the list around it.
            for (JsonNode reference : TensorReference.is(node) ? List.of(node) : node) {
                arguments.addAll(TensorReference.in(reference));
                name(reference.path(3), named);
            }
        }
        return new LayerCall(arguments, named, numbers, node.isObject());
    }

    private static void name(JsonNode keywords, Map<String, List<TensorReference>> named) {
        keywords.properties().forEach(keyword -> {
            List<TensorReference> tensors = TensorReference.in(keyword.getValue());
            if (!tensors.isEmpty()) {
                named.put(keyword.getKey(), tensors);
            }
        });
    }

    /** All tensors that it reads, named ones last. */
    List<TensorReference> reads() {
        List<TensorReference> all = new ArrayList<>(arguments);
        named.values().forEach(all::addAll);
        return all;
    }
}
