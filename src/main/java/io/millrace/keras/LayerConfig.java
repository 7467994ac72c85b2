package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Penalties;
import io.millrace.network.kernel.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One layer as a file describes it. Keras 1 has other words for some keys; a lookup names them all.
 *
 * @param module where Keras 3 has the class from; empty where the file does not say
 * @param calls of the layer in its model; none of an input
 */
record LayerConfig(String name, String className, String module, JsonNode config, List<LayerCall> calls) {
    static final String INPUT = "InputLayer";

    private static final Set<String> MASK_OPERATIONS =
            Set.of("NotEqual", "Any", "ExpandDims", "LogicalOr", "ZerosLike", "OnesLike");
    private static final int MOST_UNITS = 1 << 20;
    private static final Set<String> FLOATS = Set.of("float32", "float64");
    private static final Map<String, Activation> OTHER_NAMES = Map.of("swish", Activation.SILU);

    LayerConfig {
        calls = List.copyOf(calls);
    }

    /** A layer of a model's list of layers. */
    static LayerConfig parse(JsonNode entry, List<LayerCall> calls) {
        String name =
                entry.path("config").path("name").asText(entry.path("name").asText());
        String className = entry.path("class_name").asText();
        if (name.isEmpty() || className.isEmpty()) {
            throw new ModelFileException(
                    "model_config: expected a layer's class_name and name, found " + entry.getNodeType() + " without");
        }
        return new LayerConfig(name, className, entry.path("module").asText(), entry.path("config"), calls);
    }

    /** A layer or cell inside this one. */
    Optional<LayerConfig> inner(String key) {
        return Optional.ofNullable(find(key)).map(this::inner);
    }

    /** The layer or cell inside this one that stands in the given part of its config; its name may be missing. */
    LayerConfig inner(JsonNode entry) {
        String className = entry.path("class_name").asText();
        if (className.isEmpty()) {
            throw refuse("expected a layer with class_name inside, found " + entry.getNodeType() + " without");
        }
        String inside = entry.path("config").path("name").asText(className.toLowerCase(Locale.ROOT));
        return new LayerConfig(inside, className, entry.path("module").asText(), entry.path("config"), List.of());
    }

    /** A refusal that names the layer and its class. */
    ModelFileException refuse(String why) {
        return new ModelFileException(name + " (" + className + "): " + why);
    }

    /** Whether it is a plain operation on tensors, which Keras 3 lists among the layers; its HDF5 files say no module. */
    boolean isOperation() {
        return module.startsWith("keras.src.ops")
                || module.startsWith("keras.ops")
                || MASK_OPERATIONS.contains(className);
    }

    boolean says(String key) {
        return config.hasNonNull(key);
    }

    private JsonNode find(String... keys) {
        for (String key : keys) {
            if (config.hasNonNull(key)) {
                return config.get(key);
            }
        }
        return null;
    }

    int units() {
        return size("units", "output_dim");
    }

    /** A number from 1 on. */
    int size(String... keys) {
        JsonNode value = find(keys);
        if (value == null || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > MOST_UNITS) {
            throw refuse(keys[0] + ": expected 1 to " + MOST_UNITS + ", found " + value);
        }
        return value.intValue();
    }

    double number(double otherwise, String... keys) {
        JsonNode value = find(keys);
        if (value == null) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw refuse(keys[0] + ": expected a number, found " + value);
        }
        return value.doubleValue();
    }

    String text(String otherwise, String key) {
        JsonNode value = find(key);
        return value == null ? otherwise : value.asText();
    }

    boolean flag(boolean otherwise, String... keys) {
        JsonNode value = find(keys);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw refuse(keys[0] + ": expected true or false, found " + value);
        }
        return value.booleanValue();
    }

    /** Refuses a flag that changes what the layer computes. */
    void requireOff(String key, String remedy) {
        if (flag(false, key)) {
            throw refuse(key + " is not supported; " + remedy);
        }
    }

    /** Refuses a number other than the one that Millrace computes with. */
    void requireNumber(double expected, double otherwise, String... keys) {
        double found = number(otherwise, keys);
        if (Math.abs(found - expected) > 1e-6) {
            throw refuse(keys[0] + " " + found + " is not supported; " + expected + " is");
        }
    }

    /** Refuses anything but plain floats: half precision computes other numbers. */
    void requireFloats() {
        JsonNode dtype = config.path("dtype");
        String policy = dtype.isObject() ? dtype.path("config").path("name").asText() : dtype.asText("float32");
        if (!FLOATS.contains(policy)) {
            throw refuse("dtype " + policy + " is not supported; float32 is");
        }
    }

    Activation activation(KerasVersion version, Activation otherwise, String... keys) {
        JsonNode value = find(keys);
        if (value == null) {
            return otherwise;
        }
        String wanted = value.isObject() ? value.path("config").asText(value.toString()) : value.asText();
        if (wanted.equals(Activation.HARD_SIGMOID.kerasName())) {
            return version.hardSigmoid();
        }
        for (Activation activation : Activation.values()) {
            if (activation.kerasName().equals(wanted)) {
                return activation;
            }
        }
        if (OTHER_NAMES.containsKey(wanted)) {
            return OTHER_NAMES.get(wanted);
        }
        throw refuse("activation " + wanted + " is not supported; " + names() + " are");
    }

    private static String names() {
        return String.join(
                ", ",
                Arrays.stream(Activation.values())
                        .map(Activation::kerasName)
                        .distinct()
                        .toList());
    }

    Penalties penalties() {
        return new Penalties(
                penalty("kernel_regularizer", "W_regularizer"),
                penalty("recurrent_regularizer", "U_regularizer"),
                penalty("bias_regularizer", "b_regularizer"));
    }

    /** Only Keras' own l1 and l2; serving needs none, and another one's name is no reason to refuse a file. */
    private Penalties.Penalty penalty(String... keys) {
        JsonNode value = find(keys);
        if (value == null) {
            return Penalties.Penalty.NONE;
        }
        JsonNode numbers = value.has("config") ? value.get("config") : value;
        return new Penalties.Penalty(
                numbers.path("l1").asDouble(0), numbers.path("l2").asDouble(0));
    }

    /** What comes in, as far as this layer says: [batch, time, features], null for what is left open. */
    Optional<JsonNode> inputShape() {
        return Optional.ofNullable(find("batch_shape", "batch_input_shape"));
    }

    /** Whether it keeps a state, in a cell of its own. */
    boolean isRecurrent() {
        return Set.of("SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU").contains(className);
    }

    /** The class as Keras writes it in a {@code .keras} file: {@code simple_rnn} for SimpleRNN. */
    String snakeName() {
        return className
                .replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
