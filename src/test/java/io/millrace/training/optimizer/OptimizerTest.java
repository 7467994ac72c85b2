package io.millrace.training.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.network.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
    private static final float[][] GRADIENTS = {{.1f, -.3f}, {.2f, .4f}, {-.5f, .05f}};

    static Stream<Arguments> traces() {
        LearningRate tenth = LearningRate.constant(.1);
        LearningRate hundredth = LearningRate.constant(.01);
        return Stream.of(
                Arguments.of(new Sgd(tenth), new double[] {.99, -1.97, .97, -2.01, 1.02, -2.015}),
                Arguments.of(new Sgd(tenth, .9, false), new double[] {.99, -1.97, .961, -1.983, .9849, -1.9997}),
                Arguments.of(new Sgd(tenth, .9, true), new double[] {.981, -1.943, .9349, -1.9947, 1.00641, -2.01473}),
                Arguments.of(
                        new RmsProp(hundredth),
                        new double[] {.9683788, -1.9683774, .9398077, -1.9941436, .9689633, -1.9975193}),
                Arguments.of(
                        new RmsProp(hundredth, .9, .5, 1e-7, true),
                        new double[] {.9666685, -1.9666668, .9186111, -1.9758573, .9240253, -1.9838498}),
                Arguments.of(
                        new Adagrad(tenth),
                        new double[] {.9698489, -1.9311754, .9182091, -1.9987876, .997266, -2.0072091}),
                Arguments.of(
                        new Adam(hundredth),
                        new double[] {.9900004, -1.9900001, .9803488, -1.9919353, .9831365, -1.9940597}));
    }

    /** Three updates from [1, −2] in Keras 3, which prints float32; two of their roundings at 2 are the tolerance. */
    @ParameterizedTest
    @MethodSource("traces")
    void theWeightsGoWhereKerasTakesThem(Optimizer optimizer, double[] expected) {
        float[] weights = {1, -2};
        Optimizer.State state = optimizer.start(2);
        for (int step = 0; step < 3; step++) {
            state.update(weights, GRADIENTS[step]);
            assertEquals(expected[2 * step], weights[0], 2.4e-7, optimizer + " step " + (step + 1));
            assertEquals(expected[2 * step + 1], weights[1], 2.4e-7, optimizer + " step " + (step + 1));
        }
        assertEquals(3, state.steps());
    }

    /** Keras' own test cases, with Keras' own tolerances. */
    @Test
    void kerasOwnCasesAgree() throws IOException {
        Path file = Path.of("../shared/data/keras_numbers/keras3_optimizer_cases.json");
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent");
        int checked = 0;
        for (JsonNode test : new ObjectMapper().readTree(file.toFile()).get("cases")) {
            Optimizer optimizer = optimizer(test.get("optimizer").asText(), test.get("config"));
            if (optimizer != null) {
                checkCase(optimizer, test);
                checked++;
            }
        }
        assertTrue(checked >= 27, checked + " cases");
    }

    private static void checkCase(Optimizer optimizer, JsonNode test) {
        float[] weights = floats(test.get("w0"));
        Optimizer.State state = optimizer.start(weights.length);
        for (JsonNode gradient : test.get("grads")) {
            state.update(weights, floats(gradient.get(0)));
        }
        float[] expected = floats(test.get("expected"));
        for (int i = 0; i < expected.length; i++) {
            double tolerance = test.get("atol").asDouble() + test.get("rtol").asDouble() * Math.abs(expected[i]);
            assertEquals(expected[i], weights[i], tolerance, test.get("test").asText());
        }
    }

    private static Optimizer optimizer(String name, JsonNode config) {
        double epsilon = config.path("epsilon").asDouble(1e-7);
        return switch (name) {
            case "SGD" -> new Sgd(rate(config, .01), 0, config.path("nesterov").asBoolean());
            case "Adam" ->
                new Adam(
                        rate(config, .001),
                        .9,
                        .999,
                        epsilon,
                        config.path("amsgrad").asBoolean(),
                        0);
            case "AdamW" ->
                new Adam(
                        rate(config, .001),
                        .9,
                        .999,
                        epsilon,
                        false,
                        config.path("weight_decay").asDouble(.004));
            case "RMSprop" ->
                new RmsProp(
                        rate(config, .001),
                        .9,
                        0,
                        epsilon,
                        config.path("centered").asBoolean());
            case "Adagrad" ->
                new Adagrad(
                        rate(config, .001),
                        config.path("initial_accumulator_value").asDouble(.1),
                        epsilon);
            default -> null;
        };
    }

    private static LearningRate rate(JsonNode config, double usual) {
        return LearningRate.constant(config.path("learning_rate").asDouble(usual));
    }

    private static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }

    @Test
    void cosineDecayFallsFromTheInitialRateToTheMinimumAndStays() {
        LearningRate rate = new LearningRate.CosineDecay(1e-2, 100, 1e-3);
        assertEquals(1e-2, rate.at(0), 1e-12);
        assertEquals(5.5e-3, rate.at(50), 1e-12);
        assertEquals(1e-3, rate.at(100), 1e-12);
        assertEquals(1e-3, rate.at(1000), 1e-12);
    }

    @Test
    void clippingBoundsComponentsArraysOrTheWhole() {
        List<Parameter> parameters =
                List.of(new Parameter(0, "kernel", List.of(2), 0), new Parameter(0, "bias", List.of(1), 2));
        float[] gradient = {3, 4, 12};
        GradientClipping.none().apply(gradient, parameters);
        assertArrayEquals(new float[] {3, 4, 12}, gradient);
        GradientClipping.globalNorm(6.5).apply(gradient, parameters);
        assertArrayEquals(new float[] {1.5f, 2, 6}, gradient, 1e-6f);
        new GradientClipping(GradientClipping.Kind.NORM, 5).apply(gradient, parameters);
        assertArrayEquals(new float[] {1.5f, 2, 5}, gradient, 1e-6f);
        new GradientClipping(GradientClipping.Kind.VALUE, 1.75).apply(gradient, parameters);
        assertArrayEquals(new float[] {1.5f, 1.75f, 1.75f}, gradient, 1e-6f);
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> LearningRate.constant(0));
        assertThrows(IllegalArgumentException.class, () -> LearningRate.constant(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Sgd(LearningRate.constant(1), 1, false));
        assertThrows(IllegalArgumentException.class, () -> GradientClipping.globalNorm(0));
    }
}
