package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.RegressionLoss;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.Optimizer;
import io.millrace.training.optimizer.RmsProp;
import io.millrace.training.optimizer.Sgd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same weights, data and updates as Keras had give the same losses. */
class KerasTrainingTest {
    private static final Layer.Dense TWO = new Layer.Dense("dense", 2, Activation.LINEAR, true);

    @Test
    void anLstmFollowsKerasOverTwentyUpdatesOfAdam() throws IOException {
        Layer lstm = new RecurrentLayer.Lstm("lstm", 8, Activation.TANH, Activation.SIGMOID, true, true);
        follow(
                "lstm_dense_mse_adam",
                new Architecture(3, List.of(lstm, TWO)),
                RegressionLoss.MEAN_SQUARED_ERROR,
                new Adam(LearningRate.constant(1e-2)));
    }

    @Test
    void stackedGrusFollowKerasOverTenUpdatesOfRmsProp() throws IOException {
        Layer first = new RecurrentLayer.Gru("first", 6, Activation.TANH, Activation.SIGMOID, true, true, true);
        Layer second = new RecurrentLayer.Gru("second", 5, Activation.TANH, Activation.SIGMOID, true, true, false);
        Layer last = new Layer.Dense("last", 4, Activation.SOFTMAX, true);
        follow(
                "gru_dense_crossentropy_rmsprop",
                new Architecture(3, List.of(first, second, last)),
                new CategoricalCrossentropy(),
                new RmsProp(LearningRate.constant(1e-2)));
    }

    private static void follow(String name, Architecture architecture, Loss loss, Optimizer optimizer)
            throws IOException {
        JsonNode golden;
        try (InputStream file = KerasTrainingTest.class.getResourceAsStream("/golden/training/" + name + ".json")) {
            golden = new ObjectMapper().readTree(file);
        }
        JsonNode inputs = golden.get("inputs").get("shape");
        JsonNode targets = golden.get("targets").get("shape");
        boolean everyStep = targets.size() == 3;
        TrainingSet set = new TrainingSet(
                new TrainingSet.Shape(
                        inputs.get(0).asInt(),
                        inputs.get(1).asInt(),
                        inputs.get(2).asInt(),
                        targets.get(targets.size() - 1).asInt(),
                        everyStep),
                floats(golden.get("inputs").get("values")),
                floats(golden.get("targets").get("values")));
        TrainingSettings settings = new TrainingSettings(loss, optimizer)
                .withBatchSize(golden.get("batch").asInt())
                .withEpochs(golden.get("epochs").asInt())
                .withShuffle(false);
        List<Double> losses = new ArrayList<>();
        Weights start = new Weights(architecture, floats(golden.get("weights")));
        Trained trained = new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(start, set, Optional.empty(), new SingleLosses(losses));
        float[] expected = floats(golden.get("losses"));
        assertEquals(expected.length, losses.size());
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], losses.get(i), 1e-5 * expected[i], "update " + (i + 1));
        }
        float[] weights = floats(golden.get("trained"));
        for (int i = 0; i < weights.length; i++) {
            // Adam and RMSprop divide by √v: where a gradient is near 0, rounding alone moves a weight by a share of
            // lr.
            assertEquals(weights[i], trained.weights().toArray()[i], 1e-4, "weight " + i);
        }
    }

    /** From the running mean of an epoch to the loss of each update. */
    private static final class SingleLosses implements TrainingListener {
        private final List<Double> losses;
        private double sum;

        SingleLosses(List<Double> losses) {
            this.losses = losses;
        }

        @Override
        public void updated(Progress progress) {
            double total = progress.loss() * progress.update();
            losses.add(progress.update() == 1 ? total : total - sum);
            sum = total;
        }
    }

    /** Cases of TensorFlow.js, made with Python Keras, and computed once more with Torch in double precision. */
    @ParameterizedTest
    @ValueSource(strings = {"SimpleRNN", "GRU", "LSTM"})
    void statefulTrainingCarriesTheStateAndCutsTheGradient(String kind) throws IOException {
        JsonNode golden = bpttCase("tfjs " + kind + " stateful BPTT");
        Activation recurrent = Activation.HARD_SIGMOID_KERAS2;
        Layer layer =
                switch (kind) {
                    case "SimpleRNN" -> new RecurrentLayer.SimpleRnn("rnn", 5, Activation.TANH, true, false);
                    case "GRU" -> new RecurrentLayer.Gru("gru", 5, Activation.TANH, recurrent, true, false, false);
                    default -> new RecurrentLayer.Lstm("lstm", 5, Activation.TANH, recurrent, true, false);
                };
        Architecture architecture =
                new Architecture(2, List.of(layer, new Layer.Dense("dense", 1, Activation.LINEAR, false)));
        float[] weights = new float[architecture.parameterCount()];
        int biasAt = architecture.parameters().get(2).offset();
        Arrays.fill(weights, 0, biasAt, 1f);
        if (kind.equals("LSTM")) {
            Arrays.fill(weights, 1f);
        }
        float[] inputs = new float[8 * 3 * 2];
        Arrays.fill(inputs, 1f);
        TrainingSet set = new TrainingSet(
                new TrainingSet.Shape(8, 3, 2, 1, false),
                inputs,
                floats(golden.get("spec").get("y")));
        TrainingSettings settings = new TrainingSettings(
                        RegressionLoss.MEAN_SQUARED_ERROR, new Sgd(LearningRate.constant(0.01)))
                .withBatchSize(4)
                .withShuffle(false)
                .withStateful(true);
        double loss = new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(new Weights(architecture, weights), set, Optional.empty(), TrainingListener.NONE)
                .report()
                .epochs()
                .get(0)
                .loss();
        double expected = golden.get("torch").get("loss").asDouble();
        assertEquals(expected, loss, 2e-6 * expected);
    }

    @Test
    void aSimpleRnnFollowsTwoLargeStepsOfDescent() throws IOException {
        JsonNode golden = bpttCase("tfjs SimpleRNN BPTT (hard_sigmoid)");
        Architecture architecture = new Architecture(
                4,
                List.of(
                        new RecurrentLayer.SimpleRnn("rnn", 1, Activation.TANH, false, false),
                        new Layer.Dense("dense", 1, Activation.LINEAR, false)));
        float[] ones = new float[5 * 3 * 4];
        Arrays.fill(ones, 1f);
        TrainingSet set = new TrainingSet(new TrainingSet.Shape(5, 3, 4, 1, false), ones, new float[5]);
        TrainingSettings settings = new TrainingSettings(
                        RegressionLoss.MEAN_SQUARED_ERROR, new Sgd(LearningRate.constant(5)))
                .withBatchSize(5)
                .withEpochs(2);
        Weights start = new Weights(architecture, Arrays.copyOf(ones, architecture.parameterCount()));
        float[] trained = new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(start, set, Optional.empty(), TrainingListener.NONE)
                .weights()
                .toArray();
        JsonNode expected = golden.get("golden");
        // tanh is saturated here, 1 − tanh² = 1e-4 from the rounding of tanh: Keras' own golden is 4e-5 from Torch's.
        assertEquals(expected.get("kernel_each_row").get(0).asDouble(), trained[0], 1e-4);
        assertEquals(expected.get("recurrent").get(0).asDouble(), trained[4], 1e-4);
        assertEquals(expected.get("dense").asDouble(), trained[5], 1e-4);
    }

    private static JsonNode bpttCase(String id) throws IOException {
        Path file = Path.of("../shared/data/keras_numbers/bptt_golden_cases.json");
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent");
        for (JsonNode golden : new ObjectMapper().readTree(file.toFile()).get("cases")) {
            if (golden.get("id").asText().equals(id)) {
                return golden;
            }
        }
        throw new IllegalArgumentException(file + ": expected a case " + id + ", found none");
    }

    private static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }
}
