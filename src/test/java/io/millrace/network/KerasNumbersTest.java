package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers that Keras' own tests expect of its recurrent layers, within Keras' own tolerances. */
class KerasNumbersTest {
    private static final Path CASES = Path.of("../shared/data/keras_numbers/keras3_rnn_cases.json");

    @Test
    void recurrentLayersGiveKerasNumbers() throws IOException {
        assumeTrue(Files.exists(CASES), CASES + " is absent");
        int used = 0;
        for (JsonNode test : new ObjectMapper().readTree(CASES.toFile()).get("cases")) {
            if (isExpressible(test)) {
                check(test);
                used++;
            }
        }
        assertEquals(26, used, "cases used");
    }

    /** Without masks, stacks and both directions; backwards is a matter of the order in which points arrive. */
    private static boolean isExpressible(JsonNode test) {
        boolean masked = false;
        for (JsonNode operation : test.get("ops")) {
            masked |= operation.path("kwargs").has("mask");
        }
        return !masked
                && List.of("SimpleRNN", "LSTM", "GRU")
                        .contains(test.at("/layer/class").asText());
    }

    private static void check(JsonNode test) {
        JsonNode config = test.at("/layer/config");
        RecurrentLayer layer = layer(test.get("layer"), config);
        float[][][] first = array(test.at("/ops/0/args/0"));
        Architecture architecture = new Architecture(first[0][0].length, List.of(layer));
        SequenceModel model = new SequenceModel(new Weights(architecture, weights(architecture, layer, config)));
        Stepper stepper = model.stepper(Kernels.best(), first.length);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = new int[first.length];
        for (int row = 0; row < slots.length; row++) {
            slots[row] = states.acquire();
        }
        float[] outputs = new float[slots.length * layer.units()];
        for (JsonNode operation : test.get("ops")) {
            if (operation.get("op").asText().equals("reset_state")) {
                Arrays.stream(slots).forEach(states::clear);
            } else {
                call(operation, config.path("go_backwards").asBoolean(), stepper, states, slots, outputs);
            }
        }
        JsonNode expected = test.get("expected");
        for (int row = 0; row < slots.length; row++) {
            for (int unit = 0; unit < layer.units(); unit++) {
                double wanted = expected.get(row).get(unit).asDouble();
                double tolerance =
                        test.get("atol").asDouble() + test.get("rtol").asDouble() * Math.abs(wanted);
                assertEquals(wanted, outputs[row * layer.units() + unit], tolerance, test.get("layer") + " row " + row);
            }
        }
    }

    private static void call(
            JsonNode operation, boolean backwards, Stepper stepper, StateSlab states, int[] slots, float[] outputs) {
        float[][][] sequences = array(operation.get("args").get(0));
        JsonNode initial = operation.path("kwargs").path("initial_state");
        for (int row = 0; row < slots.length && !initial.isMissingNode(); row++) {
            int at = states.at(slots[row]);
            // SimpleRNN and GRU: h [rows, units]; LSTM: h and c.
            for (JsonNode state : initial.get(0).get(0).isArray() ? initial : List.of(initial)) {
                for (JsonNode value : state.get(row)) {
                    states.page(slots[row])[at++] = (float) value.asDouble();
                }
            }
        }
        int steps = sequences[0].length;
        int inputs = sequences[0][0].length;
        for (int t = 0; t < steps; t++) {
            float[] points = new float[slots.length * inputs];
            for (int row = 0; row < slots.length; row++) {
                System.arraycopy(sequences[row][backwards ? steps - 1 - t : t], 0, points, row * inputs, inputs);
            }
            stepper.step(slots.length, points, states, slots, outputs);
        }
    }

    private static RecurrentLayer layer(JsonNode layer, JsonNode config) {
        int units = layer.get("args").get(0).asInt();
        boolean useBias = config.path("use_bias").asBoolean(true);
        Activation tanh = Activation.TANH;
        Activation sigmoid = Activation.SIGMOID;
        return switch (layer.get("class").asText()) {
            case "SimpleRNN" -> new RecurrentLayer.SimpleRnn("layer", units, tanh, useBias, false);
            case "LSTM" -> new RecurrentLayer.Lstm("layer", units, tanh, sigmoid, useBias, false);
            default -> {
                boolean resetAfter = config.path("reset_after").asBoolean(true);
                yield new RecurrentLayer.Gru("layer", units, tanh, sigmoid, useBias, resetAfter, false);
            }
        };
    }

    /** Each weight array holds one number; an LSTM's forget bias is 1 unless the case says otherwise. */
    private static float[] weights(Architecture architecture, RecurrentLayer layer, JsonNode config) {
        float[] weights = new float[architecture.parameterCount()];
        for (Parameter parameter : architecture.parameters()) {
            String initializer =
                    switch (parameter.name()) {
                        case "kernel" -> "kernel_initializer";
                        case "recurrent_kernel" -> "recurrent_initializer";
                        default -> "bias_initializer";
                    };
            float value = (float) config.at("/" + initializer + "/args/0").asDouble();
            Arrays.fill(weights, parameter.offset(), parameter.offset() + parameter.size(), value);
            boolean forget = config.path("unit_forget_bias").asBoolean(true);
            if (layer instanceof RecurrentLayer.Lstm && parameter.name().equals("bias") && forget) {
                int at = parameter.offset() + layer.units();
                Arrays.fill(weights, at, at + layer.units(), 1);
            }
        }
        return weights;
    }

    private static float[][][] array(JsonNode node) {
        return new ObjectMapper().convertValue(node, float[][][].class);
    }
}
