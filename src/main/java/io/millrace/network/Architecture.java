package io.millrace.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of layers: numbers only. It says where each weight stands in one flat array (layer by layer, in Keras' order)
 * and where each layer's state stands in a stream's state.
 *
 * @param inputs floats of one point, scaled
 * @param layers from the input to the output
 */
public record Architecture(int inputs, List<Layer> layers) {
    public Architecture {
        layers = List.copyOf(layers);
        if (inputs <= 0) {
            throw new IllegalArgumentException("inputs: expected at least 1, found " + inputs);
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("layers: expected at least one, found none");
        }
        Set<String> names = new HashSet<>();
        for (Layer layer : layers) {
            if (!names.add(layer.name())) {
                throw new IllegalArgumentException("layers: two are named " + layer.name() + "; names must differ");
            }
        }
    }

    /** Width of what the given layer reads. */
    public int inputsOf(int layer) {
        return layer == 0 ? inputs : layers.get(layer - 1).units();
    }

    /** Width of the model's output. */
    public int outputs() {
        return layers.get(layers.size() - 1).units();
    }

    /** Floats of one stream's state. */
    public int stateSize() {
        return stateOffset(layers.size());
    }

    /** First float of the given layer's state in a stream's state. */
    public int stateOffset(int layer) {
        int offset = 0;
        for (Layer before : layers.subList(0, layer)) {
            offset += before instanceof Layer.Recurrent recurrent ? recurrent.stateSize() : 0;
        }
        return offset;
    }

    /** All weights, in the order in which they stand in the flat array. */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        int offset = 0;
        for (int layer = 0; layer < layers.size(); layer++) {
            for (Layer.WeightShape weight : layers.get(layer).weightShapes(inputsOf(layer))) {
                parameters.add(new Parameter(layer, weight.name(), weight.shape(), offset));
                offset = Math.addExact(offset, weight.size());
            }
        }
        return List.copyOf(parameters);
    }

    /** First float of the given layer's weights in the flat array. */
    public int parameterOffset(int layer) {
        int offset = 0;
        for (int before = 0; before < layer; before++) {
            for (Layer.WeightShape weight : layers.get(before).weightShapes(inputsOf(before))) {
                offset = Math.addExact(offset, weight.size());
            }
        }
        return offset;
    }

    /** Floats of all weights. */
    public int parameterCount() {
        return parameterOffset(layers.size());
    }

    /** Whether the output belongs to every step (N→N) or to the sequence as a whole (N→1). */
    public boolean returnsSequences() {
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            if (layers.get(layer) instanceof Layer.Recurrent recurrent) {
                return recurrent.returnSequences();
            }
        }
        return true;
    }
}
