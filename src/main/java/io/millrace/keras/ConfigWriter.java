package io.millrace.keras;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An architecture in words that Keras 2 and Keras 3 both understand: a Sequential model as Keras 2 has it, without the
 * keys that Keras 3 has dropped ({@code time_major}, {@code implementation}), the dtype as text, and the input's shape on
 * an InputLayer alone. What is left out has its default in both.
 */
final class ConfigWriter {
    private static final String KERAS_2 = "2.15.0";
    /** The version decides what hard_sigmoid means, see {@link KerasVersion#hardSigmoid}. */
    private static final String KERAS_3 = "3.0.0";

    private ConfigWriter() {}

    static String kerasVersion(Architecture architecture) {
        Set<Activation> used = architecture.layers().stream()
                .flatMap(ConfigWriter::activations)
                .collect(Collectors.toSet());
        if (used.contains(Activation.HARD_SIGMOID) && used.contains(Activation.HARD_SIGMOID_KERAS2)) {
            throw new IllegalArgumentException(
                    "hard_sigmoid: expected one definition in a model, found that of Keras 2 and that of Keras 3");
        }
        return used.contains(Activation.HARD_SIGMOID) ? KERAS_3 : KERAS_2;
    }

    private static Stream<Activation> activations(Layer layer) {
        if (layer instanceof Layer.Lstm lstm) {
            return Stream.of(lstm.activation(), lstm.recurrentActivation());
        }
        if (layer instanceof Layer.Gru gru) {
            return Stream.of(gru.activation(), gru.recurrentActivation());
        }
        return layer instanceof Layer.Dense dense
                ? Stream.of(dense.activation())
                : Stream.of(((Layer.SimpleRnn) layer).activation());
    }

    static ObjectNode modelConfig(Architecture architecture) {
        ObjectNode model = Json.object().put("class_name", "Sequential");
        ArrayNode layers = model.putObject("config").put("name", "sequential").putArray("layers");
        ObjectNode input = layers.addObject().put("class_name", "InputLayer").putObject("config");
        input.putArray("batch_input_shape").addNull().addNull().add(architecture.inputs());
        input.put("dtype", "float32").put("name", freeName(architecture));
        for (Layer layer : architecture.layers()) {
            ObjectNode entry = layers.addObject().put("class_name", className(layer));
            describe(layer, entry.putObject("config").put("name", layer.name()).put("dtype", "float32"));
        }
        return model;
    }

    private static String freeName(Architecture architecture) {
        String name = "input";
        Set<String> taken = architecture.layers().stream().map(Layer::name).collect(Collectors.toSet());
        while (taken.contains(name)) {
            name += "_1";
        }
        return name;
    }

    private static String className(Layer layer) {
        if (layer instanceof Layer.Lstm) {
            return "LSTM";
        }
        if (layer instanceof Layer.Gru) {
            return "GRU";
        }
        return layer instanceof Layer.Dense ? "Dense" : "SimpleRNN";
    }

    private static void describe(Layer layer, ObjectNode config) {
        if (layer instanceof Layer.Dense dense) {
            config.put("units", dense.units());
            config.put("activation", dense.activation().kerasName()).put("use_bias", dense.useBias());
        }
        if (layer instanceof Layer.Recurrent recurrent) {
            config.put("units", recurrent.units());
            config.put("activation", recurrent.activation().kerasName())
                    .put("use_bias", recurrent.useBias())
                    .put("return_sequences", recurrent.returnSequences());
        }
        if (layer instanceof Layer.Lstm lstm) {
            config.put("recurrent_activation", lstm.recurrentActivation().kerasName());
        }
        if (layer instanceof Layer.Gru gru) {
            config.put("recurrent_activation", gru.recurrentActivation().kerasName())
                    .put("reset_after", gru.resetAfter());
        }
    }
}
