package io.millrace.cli;

import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Layers as they are written on the command line: {@code LSTM:64,Dense:3} or {@code GRU:32,GRU:32,Dense:3:linear}, each a
 * class, units and, where it is not Keras' default, an activation. Every recurrent layer returns sequences.
 */
final class LayerList {
    private LayerList() {}

    /** Errors: an {@link IllegalArgumentException} that names the part. */
    static List<Layer> parse(String text) {
        List<Layer> layers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            layers.add(layer(part.trim(), layers.size() + 1));
        }
        return layers;
    }

    private static Layer layer(String part, int number) {
        String[] words = part.split(":", -1);
        if (words.length < 2 || words.length > 3 || !words[1].matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(
                    "layers: expected a class and its units, such as LSTM:64, found \"" + part + "\"");
        }
        String kind = words[0].toLowerCase(Locale.ROOT);
        int units = Integer.parseInt(words[1]);
        String name = kind + "_" + number;
        Activation activation =
                words.length == 3 ? activation(words[2]) : kind.equals("dense") ? Activation.LINEAR : Activation.TANH;
        return switch (kind) {
            case "lstm" -> new Layer.Lstm(name, units, activation, Activation.SIGMOID, true, true);
            case "gru" -> new Layer.Gru(name, units, activation, Activation.SIGMOID, true, true, true);
            case "simplernn" -> new Layer.SimpleRnn(name, units, activation, true, true);
            case "dense" -> new Layer.Dense(name, units, activation, true);
            default ->
                throw new IllegalArgumentException(
                        "layers: expected one of LSTM, GRU, SimpleRNN, Dense, found \"" + words[0] + "\"");
        };
    }

    private static Activation activation(String name) {
        return Arrays.stream(Activation.values())
                .filter(activation -> activation.kerasName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("layers: expected an activation of "
                        + Arrays.stream(Activation.values())
                                .map(Activation::kerasName)
                                .distinct()
                                .toList()
                        + ", found \"" + name + "\""));
    }
}
