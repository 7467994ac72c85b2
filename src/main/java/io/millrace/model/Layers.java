package io.millrace.model;

import io.millrace.network.Layer;
import io.millrace.network.PlainLayer;
import io.millrace.network.PlainLayer.Merge.Mode;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Shape;
import io.millrace.network.WrapperLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.training.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Keras' layers by their names, made to be imported statically; what is not said has Keras' default. */
public final class Layers {
    /** A number of time steps that is left open. */
    public static final int ANY = Shape.ANY;

    private Layers() {}

    /** What a model reads: {@code input(width)}, a vector, or {@code input(steps, width)}, a sequence. */
    public static LayerSpec input(int... shape) {
        if (shape.length < 1 || shape.length > 2) {
            throw new IllegalArgumentException(
                    "input: expected (width) or (steps, width), found " + Arrays.toString(shape));
        }
        Shape read = shape.length == 1 ? Shape.vector(shape[0]) : Shape.sequence(shape[0], shape[1]);
        return new LayerSpec("input", name -> new PlainLayer.Input(name, read));
    }

    public static RecurrentSpec simpleRnn(int units) {
        return RecurrentSpec.simpleRnn(units);
    }

    public static RecurrentSpec lstm(int units) {
        return RecurrentSpec.lstm(units);
    }

    public static RecurrentSpec gru(int units) {
        return RecurrentSpec.gru(units);
    }

    /** Recurrent layers one upon the other as one layer: Keras' {@code RNN([cell, …], return_sequences=True)}. */
    public static LayerSpec rnn(boolean returnSequences, RecurrentSpec... cells) {
        Map<String, Initializer> initializers = new HashMap<>();
        for (int i = 0; i < cells.length; i++) {
            String place = "cell_" + i + "/";
            cells[i].initializers().forEach((weight, how) -> initializers.put(place + weight, how));
        }
        return new LayerSpec(
                "rnn",
                name -> new WrapperLayer.Stacked(name, numbered(cells), Recurrence.of(returnSequences)),
                initializers);
    }

    private static List<RecurrentLayer> numbered(RecurrentSpec... cells) {
        List<RecurrentLayer> made = new ArrayList<>();
        for (RecurrentSpec cell : cells) {
            made.add(cell.layer(cell.name().orElse(cell.kind() + "_cell_" + made.size())));
        }
        return made;
    }

    /** The layer both ways in time, the outputs side by side. */
    public static LayerSpec bidirectional(RecurrentSpec layer) {
        return bidirectional(layer, WrapperLayer.Bidirectional.Mode.CONCAT);
    }

    public static LayerSpec bidirectional(RecurrentSpec layer, WrapperLayer.Bidirectional.Mode merge) {
        return new LayerSpec(
                "bidirectional",
                name -> WrapperLayer.Bidirectional.of(
                        name, layer.layer(layer.name().orElse(layer.kind())), merge),
                layer.initializers());
    }

    public static DenseSpec dense(int units) {
        return new DenseSpec(units);
    }

    public static LayerSpec timeDistributed(LayerSpec layer) {
        return new LayerSpec(
                "time_distributed",
                name -> new WrapperLayer.TimeDistributed(
                        name, layer.layer(layer.name().orElse(layer.kind()))),
                layer.initializers());
    }

    /** A vector of {@code units} numbers for each of the ids 0 to {@code tokens} − 1. */
    public static LayerSpec embedding(int tokens, int units) {
        return embedding(tokens, units, false);
    }

    /** @param maskZero whether id 0 is padding, which later layers skip */
    public static LayerSpec embedding(int tokens, int units, boolean maskZero) {
        return new LayerSpec("embedding", name -> new Layer.Embedding(name, tokens, units, maskZero));
    }

    /** Later layers skip each step whose features all equal the value. */
    public static LayerSpec masking(float value) {
        return new LayerSpec("masking", name -> new PlainLayer.Masking(name, value));
    }

    public static LayerSpec dropout(double rate) {
        return new LayerSpec("dropout", name -> new PlainLayer.Dropout(name, rate));
    }

    public static LayerSpec activation(Activation function) {
        return new LayerSpec("activation", name -> new PlainLayer.Activate(name, function));
    }

    public static LayerSpec repeatVector(int times) {
        return new LayerSpec("repeat_vector", name -> new PlainLayer.RepeatVector(name, times));
    }

    public static LayerSpec flatten() {
        return new LayerSpec("flatten", PlainLayer.Flatten::new);
    }

    /** @param shape [width] or [steps, width]; one of them may be −1, for what is left */
    public static LayerSpec reshape(Integer... shape) {
        return new LayerSpec("reshape", name -> new PlainLayer.Reshape(name, List.of(shape)));
    }

    /** Several inputs become one; {@code concatenate()} is {@code merge(CONCATENATE)}, and so on. */
    public static LayerSpec merge(Mode mode) {
        return new LayerSpec(mode.kerasName().toLowerCase(Locale.ROOT), name -> new PlainLayer.Merge(name, mode));
    }

    public static LayerSpec concatenate() {
        return merge(Mode.CONCATENATE);
    }

    public static LayerSpec add() {
        return merge(Mode.ADD);
    }

    public static LayerSpec multiply() {
        return merge(Mode.MULTIPLY);
    }

    public static LayerSpec average() {
        return merge(Mode.AVERAGE);
    }
}
