package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Penalties;
import io.millrace.network.PlainLayer;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import io.millrace.network.WrapperLayer.Bidirectional;
import io.millrace.network.WrapperLayer.TimeDistributed;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.Losses;
import io.millrace.training.optimizer.Adagrad;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.Optimizer;
import io.millrace.training.optimizer.RmsProp;
import io.millrace.training.optimizer.Sgd;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty updates of every optimizer on every network: the losses and the weights that real Keras comes to. */
class EveryOptimizerTest {
    private static final Map<String, float[]> STARTS = new HashMap<>();
    private static JsonNode golden;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream file = EveryOptimizerTest.class.getResourceAsStream("/golden/training/every_optimizer.json")) {
            golden = new ObjectMapper().readTree(file);
        }
        for (JsonNode one : golden.get("cases")) {
            if (one.has("weights")) {
                STARTS.put(one.get("network").asText(), floats(one.get("weights")));
            }
        }
    }

    static Stream<Arguments> cases() throws IOException {
        read();
        return Stream.iterate(0, i -> i + 1)
                .limit(golden.get("cases").size())
                .map(i -> golden.get("cases").get(i))
                .map(one -> Arguments.of(
                        one.get("network").asText(),
                        one.get("optimizer").asText(),
                        one.has("loss") ? one.get("loss").asText() : "mean_squared_error",
                        one));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void trainingHereIsTrainingInKeras(String network, String optimizer, String loss, JsonNode expected) {
        Architecture architecture = architecture(network);
        float[] inputs = network.startsWith("masked")
                ? floats(golden.get("masked"))
                : floats(golden.get("inputs").get("values"));
        TrainingSet set = new TrainingSet(
                new TrainingSet.Shape(8, 6, 3, 2, true),
                inputs,
                floats(
                        loss.endsWith("hinge")
                                ? golden.get("binary")
                                : golden.get("targets").get("values")));
        TrainingSettings settings = new TrainingSettings(Losses.named(loss), optimizer(optimizer))
                .withClipping(clipping(optimizer))
                .withBatchSize(8)
                .withEpochs(20)
                .withShuffle(false);
        Trained trained = new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(new Weights(architecture, STARTS.get(network)), set, Optional.empty(), TrainingListener.NONE);
        for (int epoch = 0; epoch < 20; epoch++) {
            double value = expected.get("losses").get(epoch).asDouble();
            assertEquals(value, trained.report().epochs().get(epoch).loss(), 1e-4 * value, "update " + (epoch + 1));
        }
        float[] weights = floats(expected.get("trained"));
        for (int i = 0; i < weights.length; i++) {
            assertEquals(weights[i], trained.weights().toArray()[i], 1e-4, "weight " + i);
        }
    }

    private static Architecture architecture(String network) {
        Layer two = new Layer.Dense("dense", 2, Activation.LINEAR, true);
        Penalties.Penalty both = new Penalties.Penalty(0.001, 0.01);
        List<Layer> layers =
                switch (network) {
                    case "simple_rnn" ->
                        List.of(new RecurrentLayer.SimpleRnn("a", 4, Activation.TANH, true, true), two);
                    case "lstm" -> List.of(lstm("a", 4), two);
                    case "gru" -> List.of(gru("a", 4, true), two);
                    case "gru_reset_before" -> List.of(gru("a", 4, false), two);
                    case "bidirectional" ->
                        List.of(Bidirectional.of("a", lstm("l", 3), Bidirectional.Mode.CONCAT), two);
                    case "stacked" -> List.of(lstm("a", 4), gru("b", 3, true), two);
                    case "masked_bidirectional" ->
                        List.of(
                                new PlainLayer.Masking("masking", 0f),
                                Bidirectional.of("a", gru("g", 3, true), Bidirectional.Mode.SUM),
                                two);
                    case "masked_after_dense" ->
                        List.of(
                                new Layer.Dense("before", 3, Activation.TANH, false),
                                new PlainLayer.Masking("masking", 0f),
                                new TimeDistributed("between", new Layer.Dense("inner", 3, Activation.LINEAR, true)),
                                gru("a", 3, true),
                                two);
                    case "silu_lstm" ->
                        List.of(new RecurrentLayer.Lstm("a", 4, Activation.SILU, Activation.SIGMOID, true, true), two);
                    case "gelu_gru" ->
                        List.of(
                                new RecurrentLayer.Gru("a", 4, Activation.GELU, Activation.SILU, true, true, true),
                                two);
                    case "regularized_bidirectional" -> regularized(both);
                    default ->
                        List.of(
                                new PlainLayer.Masking("masking", 0f),
                                new RecurrentLayer.Lstm(
                                        "a",
                                        4,
                                        Activation.TANH,
                                        Activation.SIGMOID,
                                        true,
                                        Recurrence.SEQUENCES,
                                        new Penalties(both, Penalties.Penalty.NONE, Penalties.Penalty.NONE)),
                                lstm("b", 3).with("b", Recurrence.SEQUENCES.withGoBackwards(true)),
                                two);
                };
        return new Architecture(3, layers);
    }

    /** Penalties inside of wrappers. */
    private static List<Layer> regularized(Penalties.Penalty kernel) {
        Penalties penalties = new Penalties(kernel, new Penalties.Penalty(0, 0.01), new Penalties.Penalty(0.002, 0));
        RecurrentLayer.Lstm lstm = new RecurrentLayer.Lstm(
                "l", 3, Activation.TANH, Activation.SIGMOID, true, Recurrence.SEQUENCES, penalties);
        Penalties ofDense =
                new Penalties(new Penalties.Penalty(0, 0.01), Penalties.Penalty.NONE, Penalties.Penalty.NONE);
        return List.of(
                Bidirectional.of("a", lstm, Bidirectional.Mode.CONCAT),
                new TimeDistributed("b", new Layer.Dense("two", 2, Activation.LINEAR, true, ofDense)));
    }

    private static RecurrentLayer.Lstm lstm(String name, int units) {
        return new RecurrentLayer.Lstm(name, units, Activation.TANH, Activation.SIGMOID, true, true);
    }

    private static RecurrentLayer.Gru gru(String name, int units, boolean resetAfter) {
        return new RecurrentLayer.Gru(name, units, Activation.TANH, Activation.SIGMOID, true, resetAfter, true);
    }

    private static Optimizer optimizer(String name) {
        LearningRate fast = LearningRate.constant(0.05);
        LearningRate slow = LearningRate.constant(1e-3);
        return switch (name) {
            case "sgd", "clipnorm", "clipvalue", "global_clipnorm" -> new Sgd(fast, 0, false);
            case "exponential" -> new Sgd(new LearningRate.ExponentialDecay(0.1, 5, 0.5, false, 0), 0, false);
            case "staircase" -> new Sgd(new LearningRate.ExponentialDecay(0.1, 5, 0.5, true, 0), 0, false);
            case "piecewise" ->
                new Sgd(new LearningRate.Piecewise(List.of(4L, 9L), List.of(0.1, 0.05, 0.01)), 0, false);
            case "cosine" -> new Sgd(new LearningRate.CosineDecay(0.1, 15, 0.01), 0, false);
            case "adamw" -> Adam.withWeightDecay(slow, 0.1);
            case "momentum" -> new Sgd(fast, 0.9, false);
            case "nesterov" -> new Sgd(fast, 0.9, true);
            case "rmsprop" -> new RmsProp(slow);
            case "centered" -> new RmsProp(slow, 0.9, 0.5, 1e-7, true);
            case "adagrad" -> new Adagrad(LearningRate.constant(1e-2));
            case "adam" -> new Adam(slow);
            case "amsgrad" -> new Adam(slow, 0.9, 0.999, 1e-7, true, 0);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static GradientClipping clipping(String optimizer) {
        return switch (optimizer) {
            case "clipnorm" -> new GradientClipping(GradientClipping.Kind.NORM, 0.05);
            case "clipvalue" -> new GradientClipping(GradientClipping.Kind.VALUE, 0.01);
            case "global_clipnorm" -> GradientClipping.globalNorm(0.05);
            default -> GradientClipping.none();
        };
    }

    private static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }
}
