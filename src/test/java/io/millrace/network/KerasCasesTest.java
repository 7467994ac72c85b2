package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases of Keras 3's own tests of recurrent layers: its layers, calls and expected numbers, in its tolerance. */
class KerasCasesTest {
    private static final Path FILE = Path.of("../shared/data/keras_numbers/keras3_rnn_cases.json");

    @TestFactory
    Stream<DynamicTest> kerasExpectsTheseNumbers() throws IOException {
        assumeTrue(Files.exists(FILE), "skipped: " + FILE + " is not there");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode test : new JsonMapper().readTree(FILE.toFile()).get("cases")) {
            String name = tests.size() + " " + test.get("test").asText();
            tests.add(DynamicTest.dynamicTest(name, () -> check(test)));
        }
        assertEquals(68, tests.size());
        return tests.stream();
    }

    private static void check(JsonNode test) {
        JsonNode calls = test.get("ops");
        JsonNode array = calls.get(0).get("args").get(0);
        int width = array.get(0).get(0).size();
        Architecture architecture = architecture(test, width);
        GraphRunner runner = new GraphRunner(
                new SequenceModel(new Weights(architecture, weights(test, architecture))), Kernels.best(), 1);
        float[] states = new float[array.size() * architecture.stateSize()];
        List<Batch> outputs = List.of();
        for (JsonNode call : calls) {
            if (call.get("op").asText().equals("reset_state")) {
                states = new float[states.length];
            } else {
                begin(call.get("kwargs").path("initial_state"), architecture, array.size(), states);
                outputs = runner.run(List.of(batch(call)), states);
            }
        }
        assertOutput(test, outputs.get(output(test)));
    }

    private static Batch batch(JsonNode call) {
        JsonNode array = call.get("args").get(0);
        int steps = array.get(0).size();
        Batch batch = Batch.sequences(array.size(), steps, array.get(0).get(0).size(), flat(array));
        JsonNode mask = call.get("kwargs").path("mask");
        if (mask.isMissingNode()) {
            return batch;
        }
        boolean[] counts = new boolean[array.size() * steps];
        for (int cell = 0; cell < counts.length; cell++) {
            counts[cell] = mask.get(cell / steps).get(cell % steps).asBoolean();
        }
        return batch.withMask(counts);
    }

    /** Keras' list of states, each [rows, width], side by side. */
    private static void begin(JsonNode given, Architecture architecture, int rows, float[] states) {
        if (given.isMissingNode()) {
            return;
        }
        List<JsonNode> parts = new ArrayList<>();
        if (given.get(0).get(0).isArray()) {
            given.forEach(parts::add);
        } else {
            parts.add(given);
        }
        int at = 0;
        for (JsonNode part : parts) {
            for (int row = 0; row < rows; row++) {
                float[] values = flat(part.get(row));
                System.arraycopy(values, 0, states, row * architecture.stateSize() + at, values.length);
            }
            at += part.get(0).size();
        }
        assertEquals(architecture.stateSize(), at);
    }

    private static Architecture architecture(JsonNode test, int width) {
        String name = test.get("test").asText();
        ObjectNode config = config(test.get("layer"));
        if (name.contains("two_states") || name.contains("TwoStates")) {
            return twoStates(width, config);
        }
        if (name.contains("single_state_stack")) {
            Recurrence way = KerasLayers.recurrent(
                            config.put("class", "SimpleRNN").put("units", 1))
                    .recurrence();
            List<RecurrentLayer> cells = List.of(linear("lower", 3), linear("upper", 2));
            return alone(width, new WrapperLayer.Stacked("rnn", cells, way));
        }
        return alone(width, layer(config));
    }

    private static Architecture alone(int width, Layer layer) {
        GraphBuilder graph = new GraphBuilder();
        return graph.build(graph.addAll(layer, List.of(graph.input("input", Shape.sequence(width))), List.of()));
    }

    /** Class, units and config as one object, as {@link KerasLayers} reads them. */
    private static ObjectNode config(JsonNode layer) {
        ObjectNode config = layer.get("config").deepCopy();
        config.put("class", layer.get("class").asText());
        if (layer.get("args").path(0).isInt()) {
            config.put("units", layer.get("args").get(0).asInt());
        } else if (layer.get("args").path(0).path(0).isObject()) {
            layer.get("args").get(0).forEach(cell -> config.withArray("cells").add(config(cell)));
        }
        return config;
    }

    private static Layer layer(ObjectNode config) {
        if (!config.get("class").asText().equals("Bidirectional")) {
            return KerasLayers.of(config);
        }
        RecurrentLayer inner = KerasLayers.recurrent(config(config.get("layer")));
        String mode = config.path("merge_mode").asText("concat");
        return WrapperLayer.Bidirectional.of(
                "both", inner, WrapperLayer.Bidirectional.Mode.valueOf(mode.toUpperCase(java.util.Locale.ROOT)));
    }

    private static RecurrentLayer.SimpleRnn linear(String name, int units) {
        return new RecurrentLayer.SimpleRnn(name, units, Activation.LINEAR, false, true);
    }

    /**
     * Keras' test cell with two states: both read the input by one kernel, each has its recurrent kernel, and the output is
     * their sum. All weights are ones, so that two linear layers and an Add are the same.
     */
    private static Architecture twoStates(int width, ObjectNode config) {
        boolean sequences = config.path("return_sequences").asBoolean();
        GraphBuilder graph = new GraphBuilder();
        Tensor below = graph.input("input", Shape.sequence(width));
        List<Tensor> results = new ArrayList<>();
        for (int cell = 0; cell < 2; cell++) {
            Recurrence way = Recurrence.of(cell == 0 || sequences).withReturnState(true);
            List<Tensor> first =
                    graph.addAll(linear("a" + cell, 3 - cell).with("a" + cell, way), List.of(below), List.of());
            List<Tensor> second =
                    graph.addAll(linear("b" + cell, 3 - cell).with("b" + cell, way), List.of(below), List.of());
            below = graph.add(
                    new PlainLayer.Merge("sum" + cell, PlainLayer.Merge.Mode.ADD), first.get(0), second.get(0));
            results.add(first.get(1));
            results.add(second.get(1));
        }
        results.add(0, below);
        return graph.build(results);
    }

    /** Every weight is its initializer's constant; an LSTM's forget bias is 1 unless the layer says otherwise. */
    private static float[] weights(JsonNode test, Architecture architecture) {
        ObjectNode config = config(test.get("layer"));
        boolean custom = test.get("test").asText().contains("state_stack")
                || test.get("test").asText().contains("states_stack");
        ObjectNode constants = config.has("layer")
                ? config(config.get("layer"))
                : config.has("cells") ? (ObjectNode) config.get("cells").get(0) : config;
        float[] values = new float[architecture.parameterCount()];
        Architecture expanded = architecture.expanded();
        for (Parameter parameter : expanded.parameters()) {
            String key = parameter.name().replace("recurrent_kernel", "recurrent") + "_initializer";
            float value = custom ? 1f : constant(constants.path(key));
            java.util.Arrays.fill(values, parameter.offset(), parameter.offset() + parameter.size(), value);
            if (parameter.name().equals("bias")
                    && expanded.layers().get(parameter.layer()) instanceof RecurrentLayer.Lstm lstm
                    && constants.path("unit_forget_bias").asBoolean(true)) {
                int forget = parameter.offset() + lstm.units();
                java.util.Arrays.fill(values, forget, forget + lstm.units(), 1f);
            }
        }
        return values;
    }

    private static float constant(JsonNode initializer) {
        if (initializer.isMissingNode()) {
            return 0f; // Keras' default of a bias
        }
        return initializer.isTextual()
                ? 1f
                : (float) initializer.get("args").get(0).asDouble();
    }

    /** Which of the flat outputs the case is about: [0] is row 0's where the layer puts out one array. */
    private static int output(JsonNode test) {
        boolean state = test.get("layer").get("config").path("return_state").asBoolean();
        JsonNode index = test.get("output_index");
        if (!state || index.isEmpty()) {
            return 0;
        }
        int first = index.get(0).asInt();
        boolean nested = index.size() > 1;
        return first == 0 ? 0 : nested ? 2 * first - 1 + index.get(1).asInt() : first;
    }

    private static void assertOutput(JsonNode test, Batch found) {
        float[] expected = flat(test.get("expected"));
        boolean state = test.get("layer").get("config").path("return_state").asBoolean();
        JsonNode index = test.get("output_index");
        int from = state || index.isEmpty() ? 0 : index.get(0).asInt() * expected.length;
        for (int i = 0; i < expected.length; i++) {
            double tolerance = test.get("atol").asDouble() + test.get("rtol").asDouble() * Math.abs(expected[i]);
            assertEquals(expected[i], found.values()[from + i], tolerance, "float " + i);
        }
        if (index.isEmpty() || state) {
            assertEquals(expected.length, found.values().length);
        }
    }

    private static float[] flat(JsonNode array) {
        List<Float> floats = new ArrayList<>();
        collect(array, floats);
        float[] flat = new float[floats.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = floats.get(i);
        }
        return flat;
    }

    private static void collect(JsonNode node, List<Float> floats) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, floats));
        } else {
            floats.add((float) node.asDouble());
        }
    }
}
