package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Layer;
import io.millrace.network.PlainLayer;
import io.millrace.network.PlainLayer.Merge.Mode;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.WrapperLayer;
import io.millrace.network.kernel.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From one layer of a file to the network's. Missing keys have the defaults of the file's version of Keras. */
final class LayerReader {
    private static final String SERVED = "SimpleRNN, LSTM, GRU, RNN of their cells, Bidirectional, TimeDistributed,"
            + " Dense, Embedding, Masking, Activation, RepeatVector, Flatten, Reshape, merges and dropouts are";

    private final KerasVersion version;

    LayerReader(KerasVersion version) {
        this.version = version;
    }

    Layer read(LayerConfig layer) {
        String name = layer.name();
        return switch (layer.className()) {
            case "SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU" -> recurrent(layer);
            case "RNN" -> stack(layer);
            case "Bidirectional" -> bidirectional(layer);
            case "TimeDistributed" -> new WrapperLayer.TimeDistributed(name, inner(layer));
            case "Dense", "TimeDistributedDense" -> dense(layer);
            case "Embedding" -> embedding(layer);
            case "Masking" -> new PlainLayer.Masking(name, (float) layer.number(0, "mask_value"));
            case "Dropout" -> new PlainLayer.Dropout(name, layer.number(0, "rate", "p"));
            case "Activation" ->
                new PlainLayer.Activate(name, layer.activation(version, Activation.LINEAR, "activation"));
            case "ReLU", "ELU", "LeakyReLU", "Softmax" -> activationLayer(layer);
            case "RepeatVector" -> new PlainLayer.RepeatVector(name, layer.size("n"));
            case "Flatten" -> flatten(layer);
            case "Reshape" -> new PlainLayer.Reshape(name, targetShape(layer));
            case "Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum" ->
                new PlainLayer.Merge(name, Mode.valueOf(layer.className().toUpperCase(Locale.ROOT)));
            case "Merge" -> oldMerge(layer);
            default -> throw layer.refuse("this layer is not supported; " + SERVED);
        };
    }

    private RecurrentLayer recurrent(LayerConfig layer) {
        layer.requireFloats();
        layer.requireOff("time_major", "[batch, time, features] is");
        return cell(layer, layer.className(), recurrence(layer));
    }

    private Recurrence recurrence(LayerConfig layer) {
        return new Recurrence(
                layer.flag(false, "return_sequences"),
                layer.flag(false, "return_state"),
                layer.flag(false, "go_backwards"),
                layer.flag(false, "stateful"),
                layer.flag(false, "zero_output_for_mask"),
                layer.number(0, "dropout", "dropout_W"),
                layer.number(0, "recurrent_dropout", "dropout_U"));
    }

    /** @param kind SimpleRNN, LSTM or GRU; the CuDNN layers are these with sigmoid gates */
    private RecurrentLayer cell(LayerConfig layer, String kind, Recurrence recurrence) {
        String name = layer.name();
        int units = layer.units();
        boolean cudnn = kind.startsWith("CuDNN");
        boolean useBias = layer.flag(true, "use_bias");
        Activation activation = layer.activation(version, Activation.TANH, "activation");
        if (kind.equals("SimpleRNN")) {
            return new RecurrentLayer.SimpleRnn(name, units, activation, useBias, recurrence, layer.penalties());
        }
        Activation gates = layer.activation(
                version,
                cudnn ? Activation.SIGMOID : version.defaultRecurrentActivation(),
                "recurrent_activation",
                "inner_activation");
        if (kind.endsWith("LSTM")) {
            return new RecurrentLayer.Lstm(name, units, activation, gates, useBias, recurrence, layer.penalties());
        }
        boolean resetAfter = cudnn || layer.flag(version.defaultResetAfter(), "reset_after");
        return new RecurrentLayer.Gru(
                name, units, activation, gates, useBias, resetAfter, recurrence, layer.penalties());
    }

    /** An RNN of one cell is the layer of that name; of several it stays one layer of many. */
    private Layer stack(LayerConfig layer) {
        layer.requireFloats();
        layer.requireOff("time_major", "[batch, time, features] is");
        Recurrence recurrence = recurrence(layer);
        LayerConfig cell = layer.inner("cell").orElseThrow(() -> layer.refuse("cell: expected one, found none"));
        if (!cell.className().equals("StackedRNNCells")) {
            RecurrentLayer one = cellOf(layer, cell);
            Recurrence own = one.recurrence();
            return one.with(layer.name(), recurrence.withDropout(own.dropout(), own.recurrentDropout()));
        }
        cell.requireOff("reverse_state_order", "states in the order of the cells are");
        List<RecurrentLayer> cells = new ArrayList<>();
        for (JsonNode entry : cell.config().path("cells")) {
            cells.add(cellOf(layer, cell.inner(entry)));
        }
        return new WrapperLayer.Stacked(layer.name(), cells, recurrence);
    }

    private RecurrentLayer cellOf(LayerConfig layer, LayerConfig cell) {
        String kind = cell.className();
        if (!List.of("SimpleRNNCell", "LSTMCell", "GRUCell").contains(kind)) {
            throw layer.refuse("cell " + kind + " is not supported; SimpleRNNCell, LSTMCell and GRUCell are");
        }
        return cell(cell, kind.substring(0, kind.length() - "Cell".length()), recurrence(cell));
    }

    private Layer inner(LayerConfig layer) {
        LayerConfig inside =
                layer.inner("layer").orElseThrow(() -> layer.refuse("layer: expected one inside, found none"));
        if (inside.className().equals("TimeDistributed")) {
            throw layer.refuse("a TimeDistributed layer inside is not supported; a Dense layer is");
        }
        return read(inside);
    }

    private Layer bidirectional(LayerConfig layer) {
        LayerConfig given = inside(layer, "layer");
        RecurrentLayer forward = direction(given);
        boolean turned = !forward.recurrence().goBackwards();
        RecurrentLayer backward = layer.inner("backward_layer").isPresent()
                ? direction(inside(layer, "backward_layer"))
                : forward.with(forward.name(), forward.recurrence().withGoBackwards(turned));
        return new WrapperLayer.Bidirectional(
                layer.name(), named("forward_", forward), named("backward_", backward), mode(layer));
    }

    /** Since tf.keras both directions put out zeros for the masked steps of a sequence. */
    private RecurrentLayer direction(LayerConfig inside) {
        RecurrentLayer direction = recurrent(inside);
        Recurrence recurrence = direction.recurrence();
        boolean zeroes = version.bidirectionalZeroesMasked() && !inside.says("zero_output_for_mask");
        return zeroes
                ? direction.with(direction.name(), recurrence.withZeroOutputForMask(recurrence.returnSequences()))
                : direction;
    }

    private static LayerConfig inside(LayerConfig layer, String key) {
        LayerConfig inside = layer.inner(key).orElseThrow(() -> layer.refuse(key + ": expected one, found none"));
        if (!inside.isRecurrent()) {
            throw layer.refuse(inside.className() + " inside is not supported; SimpleRNN, LSTM and GRU are");
        }
        return inside;
    }

    private static RecurrentLayer named(String prefix, RecurrentLayer layer) {
        String name = prefix + layer.name().replaceFirst("^(forward_|backward_)", "");
        return layer.with(name, layer.recurrence());
    }

    private static WrapperLayer.Bidirectional.Mode mode(LayerConfig layer) {
        JsonNode mode = layer.config().path("merge_mode");
        for (WrapperLayer.Bidirectional.Mode known : WrapperLayer.Bidirectional.Mode.values()) {
            boolean none = mode.isNull() && known == WrapperLayer.Bidirectional.Mode.NONE;
            if (none || mode.asText("concat").equals(known.kerasName()) && !mode.isNull()) {
                return known;
            }
        }
        throw layer.refuse("merge_mode " + mode + " is not supported; concat, sum, mul, ave and null are");
    }

    private Layer dense(LayerConfig layer) {
        layer.requireFloats();
        Activation activation = layer.activation(version, Activation.LINEAR, "activation");
        return new Layer.Dense(
                layer.name(), layer.units(), activation, layer.flag(true, "use_bias", "bias"), layer.penalties());
    }

    private static Layer embedding(LayerConfig layer) {
        layer.requireFloats();
        return new Layer.Embedding(
                layer.name(), layer.size("input_dim"), layer.size("output_dim"), layer.flag(false, "mask_zero"));
    }

    private static Layer activationLayer(LayerConfig layer) {
        Activation activation =
                switch (layer.className()) {
                    case "ReLU" -> {
                        layer.requireNumber(Double.MAX_VALUE, Double.MAX_VALUE, "max_value");
                        layer.requireNumber(0, 0, "negative_slope");
                        layer.requireNumber(0, 0, "threshold");
                        yield Activation.RELU;
                    }
                    case "ELU" -> {
                        layer.requireNumber(1, 1, "alpha");
                        yield Activation.ELU;
                    }
                    case "LeakyReLU" -> {
                        layer.requireNumber(0.2, 0.3, "negative_slope", "alpha");
                        yield Activation.LEAKY_RELU;
                    }
                    default -> {
                        layer.requireNumber(-1, -1, "axis");
                        yield Activation.SOFTMAX;
                    }
                };
        return new PlainLayer.Activate(layer.name(), activation);
    }

    private static Layer flatten(LayerConfig layer) {
        if (layer.text("channels_last", "data_format").equals("channels_first")) {
            throw layer.refuse("data_format channels_first is not supported; channels_last is");
        }
        return new PlainLayer.Flatten(layer.name());
    }

    private static List<Integer> targetShape(LayerConfig layer) {
        List<Integer> target = new ArrayList<>();
        for (JsonNode size : layer.config().path("target_shape")) {
            if (!size.canConvertToInt() || size.intValue() < -1 || size.intValue() == 0) {
                throw layer.refuse("target_shape: expected sizes, found " + size);
            }
            target.add(size.intValue());
        }
        return target;
    }

    /** Keras 1 has one class for all merges. */
    private static Layer oldMerge(LayerConfig layer) {
        Mode mode =
                switch (layer.text("sum", "mode")) {
                    case "sum" -> Mode.ADD;
                    case "mul" -> Mode.MULTIPLY;
                    case "ave" -> Mode.AVERAGE;
                    case "max" -> Mode.MAXIMUM;
                    case "concat" -> Mode.CONCATENATE;
                    default ->
                        throw layer.refuse("mode " + layer.text("", "mode")
                                + " is not supported; sum, mul, ave, max and concat are");
                };
        return new PlainLayer.Merge(layer.name(), mode);
    }
}
