package io.millrace.keras;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.network.Layer;
import io.millrace.network.Penalties;
import io.millrace.network.PlainLayer;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.WrapperLayer;
import java.util.List;

/**
 * One layer in words that Keras 2 and Keras 3 both understand: as Keras 2 has it, without the keys that Keras 3 has
 * dropped ({@code time_major}, {@code implementation}), the dtype as text. What is left out has its default in both.
 */
final class LayerWriter {
    private LayerWriter() {}

    /** {@code class_name} and {@code config}. */
    static ObjectNode write(Layer layer) {
        ObjectNode entry = Json.object().put("class_name", className(layer));
        describe(layer, entry.putObject("config").put("name", layer.name()).put("dtype", "float32"));
        return entry;
    }

    /** The same inside another layer: Keras 3 asks for the module there. */
    private static ObjectNode inner(Layer layer) {
        return write(layer).put("module", "keras.layers").putNull("registered_name");
    }

    private static String className(Layer layer) {
        if (layer instanceof PlainLayer.Merge merge) {
            return merge.mode().kerasName();
        }
        if (layer instanceof WrapperLayer.Stacked) {
            return "RNN";
        }
        if (layer instanceof PlainLayer.Reverse) {
            throw new IllegalArgumentException(
                    layer.name() + ": expected a layer that Keras has, found Reverse; use go_backwards");
        }
        return switch (layer.getClass().getSimpleName()) {
            case "Lstm" -> "LSTM";
            case "Gru" -> "GRU";
            case "SimpleRnn" -> "SimpleRNN";
            case "Activate" -> "Activation";
            default -> layer.getClass().getSimpleName();
        };
    }

    private static void describe(Layer layer, ObjectNode config) {
        if (layer instanceof RecurrentLayer recurrent) {
            describe(recurrent.recurrence(), config);
            describeCell(recurrent, config);
        } else if (layer instanceof Layer.Dense dense) {
            config.put("units", dense.units());
            config.put("activation", dense.activation().kerasName()).put("use_bias", dense.useBias());
            describe(dense.penalties(), config);
        } else if (layer instanceof Layer.Embedding embedding) {
            config.put("input_dim", embedding.tokens())
                    .put("output_dim", embedding.units())
                    .put("mask_zero", embedding.maskZero());
        } else if (layer instanceof WrapperLayer wrapper) {
            describe(wrapper, config);
        } else {
            describe((PlainLayer) layer, config);
        }
    }

    private static void describe(Recurrence recurrence, ObjectNode config) {
        config.put("return_sequences", recurrence.returnSequences())
                .put("return_state", recurrence.returnState())
                .put("go_backwards", recurrence.goBackwards())
                .put("stateful", recurrence.stateful());
        if (recurrence.zeroOutputForMask()) {
            config.put("zero_output_for_mask", true);
        }
    }

    private static void describeCell(RecurrentLayer recurrent, ObjectNode config) {
        config.put("units", recurrent.units());
        config.put("activation", recurrent.activation().kerasName()).put("use_bias", recurrent.useBias());
        if (recurrent instanceof RecurrentLayer.Lstm lstm) {
            config.put("recurrent_activation", lstm.recurrentActivation().kerasName());
        }
        if (recurrent instanceof RecurrentLayer.Gru gru) {
            config.put("recurrent_activation", gru.recurrentActivation().kerasName())
                    .put("reset_after", gru.resetAfter());
        }
        config.put("dropout", recurrent.recurrence().dropout())
                .put("recurrent_dropout", recurrent.recurrence().recurrentDropout());
        describe(recurrent.penalties(), config);
        describe(recurrent.penalties().recurrentKernel(), "recurrent_regularizer", config);
    }

    private static void describe(Penalties penalties, ObjectNode config) {
        describe(penalties.kernel(), "kernel_regularizer", config);
        describe(penalties.bias(), "bias_regularizer", config);
    }

    private static void describe(Penalties.Penalty penalty, String key, ObjectNode config) {
        if (!penalty.equals(Penalties.Penalty.NONE)) {
            ObjectNode json = config.putObject(key).put("module", "keras.regularizers");
            json.put("class_name", "L1L2").putNull("registered_name");
            json.putObject("config").put("l1", penalty.l1()).put("l2", penalty.l2());
        }
    }

    private static void describe(WrapperLayer wrapper, ObjectNode config) {
        if (wrapper instanceof WrapperLayer.Bidirectional both) {
            config.put("merge_mode", both.mode().kerasName());
            config.set("layer", direction("forward_", both.forward()));
            config.set("backward_layer", direction("backward_", both.backward()));
        } else if (wrapper instanceof WrapperLayer.TimeDistributed each) {
            config.set("layer", inner(each.layer()));
        } else {
            WrapperLayer.Stacked stack = (WrapperLayer.Stacked) wrapper;
            describe(stack.recurrence(), config);
            ObjectNode cell = config.putObject("cell").put("class_name", "StackedRNNCells");
            cell.put("module", "keras.layers").putNull("registered_name");
            ObjectNode cellConfig = cell.putObject("config").put("name", stack.name() + "_cells");
            cells(stack.cells(), cellConfig.put("dtype", "float32").putArray("cells"));
        }
    }

    private static void cells(List<RecurrentLayer> cells, ArrayNode json) {
        for (RecurrentLayer cell : cells) {
            ObjectNode entry = json.addObject().put("class_name", className(cell) + "Cell");
            entry.put("module", "keras.layers").putNull("registered_name");
            describeCell(
                    cell, entry.putObject("config").put("name", cell.name()).put("dtype", "float32"));
        }
    }

    /** Keras puts the prefixes on again, and says for itself what happens to masked steps. */
    private static ObjectNode direction(String prefix, RecurrentLayer layer) {
        String name = layer.name();
        String plain = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        Recurrence recurrence = layer.recurrence();
        ObjectNode entry = inner(layer.with(plain, recurrence));
        ((ObjectNode) entry.get("config")).put("zero_output_for_mask", recurrence.zeroOutputForMask());
        return entry;
    }

    private static void describe(PlainLayer layer, ObjectNode config) {
        if (layer instanceof PlainLayer.Masking masking) {
            config.put("mask_value", masking.maskValue());
        } else if (layer instanceof PlainLayer.Dropout dropout) {
            config.put("rate", dropout.rate());
        } else if (layer instanceof PlainLayer.Activate activate) {
            config.put("activation", activate.activation().kerasName());
        } else if (layer instanceof PlainLayer.RepeatVector repeat) {
            config.put("n", repeat.times());
        } else if (layer instanceof PlainLayer.Reshape reshape) {
            reshape.target().forEach(config.putArray("target_shape")::add);
        } else if (layer instanceof PlainLayer.Merge merge && merge.mode() == PlainLayer.Merge.Mode.CONCATENATE) {
            config.put("axis", -1);
        }
    }
}
