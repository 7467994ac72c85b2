package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * From a file's chain of layers to an {@link Architecture}. Layers that do nothing when predicting are left out, an
 * Activation is folded into the Dense layer before it, and what cannot be served is refused by name.
 */
final class ChainReader {
    private static final String SERVED = "InputLayer, SimpleRNN, LSTM, GRU, Dense, Activation and Dropout are";

    private final KerasVersion version;
    private final List<Layer> layers = new ArrayList<>();
    private final List<LayerConfig> sources = new ArrayList<>();
    private boolean sequence = true;

    private ChainReader(KerasVersion version) {
        this.version = version;
    }

    /**
     * What was read.
     *
     * @param sources of each layer of the architecture, the file's layer that holds its weights
     */
    record Chain(Architecture architecture, List<LayerConfig> sources) {}

    static Chain read(ModelConfig model, KerasVersion version) {
        ChainReader reader = new ChainReader(version);
        List<LayerConfig> chain = model.chain();
        chain.forEach(reader::accept); // before the input: an Embedding is refused by its own name
        if (reader.layers.isEmpty()) {
            throw new ModelFileException("model_config: expected a layer with weights, found none");
        }
        return new Chain(new Architecture(inputs(model, chain.get(0)), reader.layers), List.copyOf(reader.sources));
    }

    private static int inputs(ModelConfig model, LayerConfig first) {
        JsonNode shape = first.inputShape().orElse(model.config().path("build_input_shape"));
        JsonNode width = shape.path(2);
        if (shape.size() != 3 || !width.canConvertToInt() || width.intValue() < 1) {
            throw first.refuse("input shape: expected [batch, time, features], found "
                    + (shape.isMissingNode() ? "none; build the model before saving it" : shape));
        }
        return width.intValue();
    }

    private void accept(LayerConfig layer) {
        switch (layer.className()) {
            case "SimpleRNN", "LSTM", "GRU" -> add(layer, recurrent(layer));
            case "Dense" -> add(layer, dense(layer));
            case "Activation" -> fold(layer);
            case "InputLayer",
                    "Dropout",
                    "SpatialDropout1D",
                    "AlphaDropout",
                    "GaussianDropout",
                    "GaussianNoise",
                    "ActivityRegularization" -> {} // nothing when predicting
            default -> throw layer.refuse("this layer is not supported; " + SERVED);
        }
    }

    private void add(LayerConfig source, Layer layer) {
        layers.add(layer);
        sources.add(source);
    }

    private Layer.Recurrent recurrent(LayerConfig layer) {
        if (!sequence) {
            throw layer.refuse("expected a sequence, found one vector; set return_sequences on the layer before");
        }
        layer.requireFloats();
        layer.requireOff("go_backwards", "a stream has no end to begin at");
        layer.requireOff("return_state", "the output alone is");
        layer.requireOff("time_major", "[batch, time, features] is");
        sequence = layer.flag(false, "return_sequences");
        int units = layer.units();
        Activation activation = layer.activation(version, Activation.TANH, "activation");
        boolean useBias = layer.flag(true, "use_bias");
        if (layer.className().equals("SimpleRNN")) {
            return new Layer.SimpleRnn(layer.name(), units, activation, useBias, sequence);
        }
        Activation gates = layer.activation(
                version, version.defaultRecurrentActivation(), "recurrent_activation", "inner_activation");
        if (layer.className().equals("LSTM")) {
            return new Layer.Lstm(layer.name(), units, activation, gates, useBias, sequence);
        }
        boolean resetAfter = layer.flag(version.defaultResetAfter(), "reset_after");
        return new Layer.Gru(layer.name(), units, activation, gates, useBias, resetAfter, sequence);
    }

    private Layer dense(LayerConfig layer) {
        layer.requireFloats();
        Activation activation = layer.activation(version, Activation.LINEAR, "activation");
        return new Layer.Dense(layer.name(), layer.units(), activation, layer.flag(true, "use_bias", "bias"));
    }

    private void fold(LayerConfig layer) {
        Activation activation = layer.activation(version, Activation.LINEAR, "activation");
        if (activation == Activation.LINEAR) {
            return;
        }
        int last = layers.size() - 1;
        if (last < 0 || !(layers.get(last) instanceof Layer.Dense dense) || dense.activation() != Activation.LINEAR) {
            throw layer.refuse(activation.kerasName() + " after "
                    + (last < 0 ? "the input" : layers.get(last).name())
                    + " is not supported; after a Dense layer with linear activation it is");
        }
        layers.set(last, new Layer.Dense(dense.name(), dense.units(), activation, dense.useBias()));
    }
}
