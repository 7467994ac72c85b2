package io.millrace.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.kernel.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Layers from the parts of Keras' configs that the golden files hold; what is missing has Keras 3's default. */
final class KerasLayers {
    private KerasLayers() {}

    static Layer of(JsonNode config) {
        String name = config.path("name").asText("layer");
        return switch (config.get("class").asText()) {
            case "SimpleRNN", "LSTM", "GRU", "SimpleRNNCell", "LSTMCell", "GRUCell" -> recurrent(config);
            case "Dense" ->
                new Layer.Dense(
                        name, config.get("units").asInt(), activation(config, "activation", "linear"), bias(config));
            case "Embedding" ->
                new Layer.Embedding(
                        name,
                        config.get("input_dim").asInt(),
                        config.get("output_dim").asInt(),
                        config.path("mask_zero").asBoolean());
            case "Masking" ->
                new PlainLayer.Masking(name, (float) config.path("mask_value").asDouble());
            case "Dropout" -> new PlainLayer.Dropout(name, config.get("rate").asDouble());
            case "Activation" -> new PlainLayer.Activate(name, activation(config, "activation", "linear"));
            case "RepeatVector" ->
                new PlainLayer.RepeatVector(name, config.get("n").asInt());
            case "Unmask" -> new PlainLayer.Unmask(name);
            case "Flatten" -> new PlainLayer.Flatten(name);
            case "Reshape" -> new PlainLayer.Reshape(name, ints(config.get("target_shape")));
            case "Bidirectional" ->
                new WrapperLayer.Bidirectional(
                        name,
                        recurrent(config.get("forward")),
                        recurrent(config.get("backward")),
                        mode(config.get("merge_mode")));
            case "RNN" -> new WrapperLayer.Stacked(name, cells(config.get("cells")), recurrence(config));
            case "TimeDistributed" -> new WrapperLayer.TimeDistributed(name, of(config.get("layer")));
            default ->
                new PlainLayer.Merge(
                        name,
                        PlainLayer.Merge.Mode.valueOf(
                                config.get("class").asText().toUpperCase(Locale.ROOT)));
        };
    }

    static RecurrentLayer recurrent(JsonNode config) {
        String name = config.path("name").asText("layer");
        int units = config.get("units").asInt();
        Activation activation = activation(config, "activation", "tanh");
        Activation gates = activation(config, "recurrent_activation", "sigmoid");
        Recurrence way = recurrence(config);
        Penalties none = Penalties.NONE;
        return switch (config.get("class").asText().replace("Cell", "")) {
            case "SimpleRNN" -> new RecurrentLayer.SimpleRnn(name, units, activation, bias(config), way, none);
            case "LSTM" -> new RecurrentLayer.Lstm(name, units, activation, gates, bias(config), way, none);
            default ->
                new RecurrentLayer.Gru(
                        name,
                        units,
                        activation,
                        gates,
                        bias(config),
                        config.path("reset_after").asBoolean(true),
                        way,
                        none);
        };
    }

    private static List<RecurrentLayer> cells(JsonNode configs) {
        List<RecurrentLayer> cells = new ArrayList<>();
        configs.forEach(cell -> cells.add(recurrent(cell)));
        return cells;
    }

    private static Recurrence recurrence(JsonNode config) {
        return new Recurrence(
                config.path("return_sequences").asBoolean(),
                config.path("return_state").asBoolean(),
                config.path("go_backwards").asBoolean(),
                config.path("stateful").asBoolean(),
                config.path("zero_output_for_mask").asBoolean(),
                0,
                0);
    }

    private static boolean bias(JsonNode config) {
        return config.path("use_bias").asBoolean(true);
    }

    private static Activation activation(JsonNode config, String key, String otherwise) {
        String wanted = config.path(key).asText(otherwise);
        return Arrays.stream(Activation.values())
                .filter(activation -> activation.kerasName().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    private static WrapperLayer.Bidirectional.Mode mode(JsonNode name) {
        return WrapperLayer.Bidirectional.Mode.valueOf(
                name.isNull() ? "NONE" : name.asText().toUpperCase(Locale.ROOT));
    }

    private static List<Integer> ints(JsonNode array) {
        List<Integer> ints = new ArrayList<>();
        array.forEach(value -> ints.add(value.asInt()));
        return ints;
    }
}
