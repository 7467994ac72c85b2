package io.millrace.cli;

import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.network.Layer;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Layers as they are written on the command line: {@code LSTM:64,Dense:3} or {@code GRU:32,GRU:32,Dense:3:linear}, each a
 * class, units and, where it is not Keras' default, an activation. Every recurrent layer returns sequences, but for the last
 * one of a classifier.
 */
final class LayerList {
    private LayerList() {}

    /** Errors: an {@link IllegalArgumentException} that names the part. */
    static List<Layer> parse(String text) {
        return parse(text, 0);
    }

    /** @param tokens that an Embedding has vectors for; 0 where the network reads no tokens */
    private static List<Layer> parse(String text, int tokens) {
        List<Layer> layers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            layers.add(layer(part.trim(), layers.size() + 1, tokens));
        }
        return layers;
    }

    /** How a network of these layers reads tokens: their numbers, where an Embedding comes first. */
    static TokenEncoding encoding(Vocabulary vocabulary, String text) {
        boolean embeds = text.strip().toLowerCase(Locale.ROOT).startsWith("embedding");
        return new TokenEncoding(vocabulary, embeds ? TokenEncoding.Form.IDS : TokenEncoding.Form.ONE_HOT);
    }

    /** The layers and a probability for each token as the next one. */
    static List<Layer> nextToken(String text, TokenEncoding encoding) {
        int tokens = encoding.vocabulary().size();
        return withOutput(parse(text, tokens), tokens);
    }

    /** The layers, the last recurrent one keeping its last output alone, and a probability for each class. */
    static List<Layer> classifier(String text, Optional<TokenEncoding> encoding, int classes) {
        List<Layer> layers =
                parse(text, encoding.map(tokens -> tokens.vocabulary().size()).orElse(0));
        int last = layers.size() - 1;
        while (last >= 0 && !(layers.get(last) instanceof RecurrentLayer)) {
            last--;
        }
        if (last < 0) {
            throw new IllegalArgumentException(
                    "layers: expected a recurrent one, such as LSTM:64, found \"" + text + "\"");
        }
        RecurrentLayer recurrent = (RecurrentLayer) layers.get(last);
        layers.set(last, recurrent.with(recurrent.name(), Recurrence.LAST));
        return withOutput(layers, classes);
    }

    private static List<Layer> withOutput(List<Layer> layers, int width) {
        Layer last = layers.get(layers.size() - 1);
        if (!(last instanceof Layer.Dense output)) {
            layers.add(new Layer.Dense("dense_" + (layers.size() + 1), width, Activation.SOFTMAX, true));
        } else if (output.units() != width) {
            throw new IllegalArgumentException("layers: expected " + width + " units of the output layer, found "
                    + output.units() + "; leave it out and it is added");
        }
        return layers;
    }

    private static Layer layer(String part, int number, int tokens) {
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
            case "lstm" -> new RecurrentLayer.Lstm(name, units, activation, Activation.SIGMOID, true, true);
            case "gru" -> new RecurrentLayer.Gru(name, units, activation, Activation.SIGMOID, true, true, true);
            case "simplernn" -> new RecurrentLayer.SimpleRnn(name, units, activation, true, true);
            case "embedding" -> embedding(name, units, tokens);
            case "dense" -> new Layer.Dense(name, units, activation, true);
            default ->
                throw new IllegalArgumentException(
                        "layers: expected one of LSTM, GRU, SimpleRNN, Dense, Embedding, found \"" + words[0] + "\"");
        };
    }

    private static Layer embedding(String name, int units, int tokens) {
        if (tokens == 0) {
            throw new IllegalArgumentException("layers: expected no Embedding for what is no text, found one");
        }
        return new Layer.Embedding(name, tokens, units, false);
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
