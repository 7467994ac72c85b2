package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file calls a tensor: one output of one call of a layer.
 *
 * @param call which of the layer's calls, from 0 on
 */
record TensorReference(String layer, int call, int output) {
    /**
     * All references in a part of a file, in their order. Keras 3 has {@code keras_history: [layer, call, output]} in an
     * object, Keras 1 and 2 have {@code [layer, call, output, …]} itself.
     */
    static List<TensorReference> in(JsonNode json) {
        List<TensorReference> found = new ArrayList<>();
        collect(json, found);
        return found;
    }

    private static void collect(JsonNode json, List<TensorReference> found) {
        if (is(json)) {
            found.add(of(json));
        } else {
            json.forEach(inner -> collect(inner, found));
        }
    }

    static boolean is(JsonNode json) {
        return json.isArray()
                && json.size() >= 3
                && json.get(0).isTextual()
                && json.get(1).isInt()
                && json.get(2).isInt();
    }

    static TensorReference of(JsonNode json) {
        return new TensorReference(
                json.get(0).asText(), json.get(1).intValue(), json.get(2).intValue());
    }
}
