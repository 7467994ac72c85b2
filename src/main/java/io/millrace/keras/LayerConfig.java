package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.kernel.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One layer as a file describes it. Keras 1 has other words for some keys; a lookup names them all.
 *
 * @param inbound names of the layers whose outputs it reads
 * @param nodes how often it is called in its model
 */
record LayerConfig(String name, String className, JsonNode config, List<String> inbound, int nodes) {
    private static final int MOST_UNITS = 1 << 20;
    private static final Set<String> FLOATS = Set.of("float32", "float64");

    /** A refusal that names the layer and its class. */
    ModelFileException refuse(String why) {
        return new ModelFileException(name + " (" + className + "): " + why);
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
        JsonNode value = find("units", "output_dim");
        if (value == null || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > MOST_UNITS) {
            throw refuse("units: expected 1 to " + MOST_UNITS + ", found " + value);
        }
        return value.intValue();
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

    /** What comes in, as far as this layer says: [batch, time, features], null for what is left open. */
    Optional<JsonNode> inputShape() {
        return Optional.ofNullable(find("batch_shape", "batch_input_shape"));
    }

    /** Whether it keeps a state, in a cell of its own. */
    boolean isRecurrent() {
        return Set.of("SimpleRNN", "LSTM", "GRU").contains(className);
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
