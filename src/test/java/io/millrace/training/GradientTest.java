package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.BinaryCrossentropy;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Huber;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.RegressionLoss;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients against central differences of {@link ReferenceNetwork}, which is in double precision. */
class GradientTest {
    private static final int FEATURES = 3;
    private static final int STEPS = 5;

    /** It runs away in a recurrent layer. */
    private static final Set<Activation> UNTRAINED = EnumSet.of(Activation.EXPONENTIAL);

    /**
     * Of the largest component of the gradient: some hundred roundings of 2⁻²⁴ and the kernels' tanh, which is good to
     * 2.6e-7, with room for their sum. A wrong or missing term shows as 1e-2 and more.
     */
    private static final double TOLERANCE = 1e-5;

    /** Error of the central differences is about 1e-6² and 1e-16 / 1e-6. */
    private static final double DELTA = 1e-6;

    enum Kind {
        SIMPLE_RNN,
        LSTM,
        GRU_RESET_AFTER,
        GRU_RESET_BEFORE;

        RecurrentLayer layer(String name, int units, Activation a, Activation r, boolean bias, boolean sequences) {
            return switch (this) {
                case SIMPLE_RNN -> new RecurrentLayer.SimpleRnn(name, units, a, bias, sequences);
                case LSTM -> new RecurrentLayer.Lstm(name, units, a, r, bias, sequences);
                case GRU_RESET_AFTER -> new RecurrentLayer.Gru(name, units, a, r, bias, true, sequences);
                case GRU_RESET_BEFORE -> new RecurrentLayer.Gru(name, units, a, r, bias, false, sequences);
            };
        }

        RecurrentLayer layer(String name, int units, boolean sequences) {
            return layer(name, units, Activation.TANH, Activation.SIGMOID, true, sequences);
        }
    }

    static Stream<Arguments> kindsAndLosses() {
        List<Arguments> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Loss loss : RegressionLoss.values()) {
                all.add(Arguments.of(kind, loss, Activation.LINEAR));
            }
            all.add(Arguments.of(kind, new Huber(0.3), Activation.LINEAR));
            all.add(Arguments.of(kind, new CategoricalCrossentropy(), Activation.SOFTMAX));
            all.add(Arguments.of(kind, new CategoricalCrossentropy(0.1), Activation.SOFTMAX));
            all.add(Arguments.of(kind, new SparseCategoricalCrossentropy(), Activation.SOFTMAX));
            all.add(Arguments.of(kind, new BinaryCrossentropy(), Activation.SIGMOID));
            all.add(Arguments.of(kind, RegressionLoss.MEAN_SQUARED_ERROR, Activation.SOFTMAX));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("kindsAndLosses")
    void theGradientOfEveryLayerAndLossIsThatOfTheReference(Kind kind, Loss loss, Activation last) {
        Architecture architecture = new Architecture(
                FEATURES, List.of(kind.layer("recurrent", 6, true), new Layer.Dense("dense", 4, last, true)));
        check(architecture, loss, 7, 0);
    }

    static Stream<Arguments> kindsAndActivations() {
        return Arrays.stream(Kind.values()).flatMap(kind -> Arrays.stream(Activation.values())
                .filter(activation -> !UNTRAINED.contains(activation))
                .map(activation -> Arguments.of(kind, activation)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndActivations")
    void theGradientPassesThroughEveryActivation(Kind kind, Activation activation) {
        Layer recurrent = kind.layer("recurrent", 5, activation, Activation.SIGMOID, true, true);
        Layer dense = new Layer.Dense("dense", 4, activation, true);
        check(new Architecture(FEATURES, List.of(recurrent, dense)), RegressionLoss.MEAN_SQUARED_ERROR, 3, 0);
    }

    @ParameterizedTest
    @MethodSource("kindsAndActivations")
    void theGradientPassesThroughEveryRecurrentActivation(Kind kind, Activation activation) {
        Layer recurrent = kind.layer("recurrent", 5, Activation.TANH, activation, false, true);
        check(new Architecture(FEATURES, List.of(recurrent)), RegressionLoss.MEAN_SQUARED_ERROR, 3, 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theGradientPassesThroughStackedLayers(Kind kind) {
        Layer middle = new Layer.Dense("middle", 4, Activation.TANH, false);
        List<Layer> layers =
                List.of(kind.layer("a", 5, true), middle, kind.layer("b", 3, true), kind.layer("c", 4, true));
        check(new Architecture(FEATURES, layers), RegressionLoss.MEAN_SQUARED_ERROR, 6, 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theGradientStartsAtEachSequencesEndWhereOneTargetBelongsToIt(Kind kind) {
        List<Layer> layers = List.of(
                kind.layer("a", 5, true),
                kind.layer("b", 4, false),
                new Layer.Dense("c", 5, Activation.TANH, true),
                new Layer.Dense("d", 3, Activation.SOFTMAX, true));
        check(new Architecture(FEATURES, layers), new CategoricalCrossentropy(), 6, 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theLastLayerMayBeTheRecurrentOneItself(Kind kind) {
        Architecture architecture = new Architecture(FEATURES, List.of(kind.layer("a", 4, false)));
        check(architecture, RegressionLoss.MEAN_SQUARED_ERROR, 4, 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void severalShardsAddUpToTheGradientOfTheBatch(Kind kind) {
        Architecture architecture = new Architecture(
                FEATURES,
                List.of(kind.layer("recurrent", 3, true), new Layer.Dense("dense", 2, Activation.LINEAR, true)));
        check(architecture, RegressionLoss.MEAN_SQUARED_ERROR, 2 * ShardedPass.SHARD_ROWS + 5, 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTruncatedWindowGoesOnFromTheStateButTheGradientDoesNot(Kind kind) {
        Architecture architecture =
                new Architecture(FEATURES, List.of(kind.layer("a", 4, true), kind.layer("b", 3, true)));
        check(architecture, RegressionLoss.MEAN_SQUARED_ERROR, 4, 3);
    }

    @Test
    void theReferenceSeesAWrongGradient() {
        Architecture architecture = new Architecture(FEATURES, List.of(Kind.LSTM.layer("a", 4, true)));
        TrainingSet set = set(architecture, RegressionLoss.MEAN_SQUARED_ERROR, 3);
        double[] weights = weights(architecture);
        double[] right = differences(architecture, RegressionLoss.MEAN_SQUARED_ERROR, set, weights, 0);
        double[] wrong = differences(architecture, RegressionLoss.MEAN_ABSOLUTE_ERROR, set, weights, 0);
        assertTrue(distance(right, wrong) > 100 * TOLERANCE);
    }

    /** @param firstStep of the window whose gradient is checked; the steps before it only make its state */
    private static void check(Architecture architecture, Loss loss, int sequences, int firstStep) {
        TrainingSet set = set(architecture, loss, sequences);
        double[] weights = weights(architecture);
        TrainingSettings settings = new TrainingSettings(loss, new Sgd(LearningRate.constant(1)))
                .withBatchSize(sequences)
                .withTruncation(firstStep);
        Fit.require(architecture, settings, set, "test");
        float[] gradient;
        double found;
        try (ShardedPass pass =
                new ShardedPass(architecture, settings, Kernels.best(), floats(weights), List.of(STEPS))) {
            int[] order = Epoch.order(sequences);
            if (firstStep > 0) {
                pass.run(set, new Window(order, 0, sequences, 0, firstStep), false);
            }
            Window window = new Window(order, 0, sequences, firstStep, STEPS - firstStep);
            found = pass.run(set, window, true).loss();
            gradient = pass.gradient();
        }
        double expected = loss(architecture, loss, set, weights, firstStep, null);
        assertEquals(expected, found, 2e-6 * Math.max(1, Math.abs(expected)));
        double[] differences = differences(architecture, loss, set, weights, firstStep);
        double[] doubles = new double[gradient.length];
        Arrays.setAll(doubles, i -> gradient[i]);
        double distance = distance(differences, doubles);
        assertTrue(distance < TOLERANCE, () -> "largest difference " + distance + " of the largest component");
    }

    /** The largest difference, as a share of the largest component of {@code a}. */
    private static double distance(double[] a, double[] b) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i]));
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
        return difference / largest;
    }

    private static double[] differences(
            Architecture architecture, Loss loss, TrainingSet set, double[] weights, int firstStep) {
        double[] differences = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            double[] changed = weights.clone();
            changed[i] = weights[i] + DELTA;
            double above = loss(architecture, loss, set, changed, firstStep, weights);
            changed[i] = weights[i] - DELTA;
            double below = loss(architecture, loss, set, changed, firstStep, weights);
            differences[i] = (above - below) / (2 * DELTA);
        }
        return differences;
    }

    /** @param earlier weights of the steps before {@code firstStep}; null for the same */
    private static double loss(
            Architecture architecture, Loss loss, TrainingSet set, double[] weights, int firstStep, double[] earlier) {
        ReferenceNetwork network = new ReferenceNetwork(architecture);
        double sum = 0;
        int rows = 0;
        for (int sequence = 0; sequence < set.shape().sequences(); sequence++) {
            double[][] inputs = inputs(set, sequence);
            double[][] outputs = network.run(weights, inputs, firstStep, earlier == null ? weights : earlier);
            int last = set.length(sequence) - 1;
            for (int step = set.shape().everyStep() ? firstStep : last; step <= last; step++) {
                float weight = set.weight(0, sequence, set.shape().everyStep() ? step : 0);
                rows += weight != 0 ? 1 : 0;
                sum += weight == 0
                        ? 0
                        : weight
                                * rowLoss(
                                        loss,
                                        outputs[step],
                                        set,
                                        set.targetRow(0, sequence, set.shape().everyStep() ? step : 0));
            }
        }
        return sum / rows;
    }

    private static double rowLoss(Loss loss, double[] p, TrainingSet set, int row) {
        int width = set.shape().targetWidth();
        double sum = 0;
        for (int j = 0; j < p.length; j++) {
            double y = set.targets().get(0).values()[row * width + Math.min(j, width - 1)];
            if (loss instanceof RegressionLoss regression) {
                sum += regression.value(y, p[j]) / p.length;
            } else if (loss instanceof Huber huber) {
                sum += huber.value(y, p[j]) / p.length;
            } else if (loss instanceof CategoricalCrossentropy categorical) {
                double s = categorical.labelSmoothing();
                sum -= (y * (1 - s) + s / p.length) * Math.log(p[j]);
            } else if (loss instanceof SparseCategoricalCrossentropy) {
                sum -= (int) y == j ? Math.log(p[j]) : 0;
            } else {
                sum -= (y * Math.log(p[j]) + (1 - y) * Math.log(1 - p[j])) / p.length;
            }
        }
        return sum;
    }

    private static double[][] inputs(TrainingSet set, int sequence) {
        double[][] inputs = new double[set.length(sequence)][FEATURES];
        float[] values = set.inputs().get(0).values();
        for (int t = 0; t < inputs.length; t++) {
            for (int j = 0; j < FEATURES; j++) {
                inputs[t][j] = values[(sequence * STEPS + t) * FEATURES + j];
            }
        }
        return inputs;
    }

    /** Sequences of unequal length, some targets left out, some counting half; padding that would spoil everything. */
    private static TrainingSet set(Architecture architecture, Loss loss, int sequences) {
        Random random = new Random(11);
        boolean everyStep = architecture.returnsSequences();
        int width = loss.targetWidth(architecture.outputs());
        int rows = sequences * (everyStep ? STEPS : 1);
        TrainingSet.Shape shape = new TrainingSet.Shape(sequences, STEPS, FEATURES, width, everyStep);
        float[] inputs = new float[sequences * STEPS * FEATURES];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        float[] targets = new float[rows * width];
        boolean probabilities = loss instanceof CategoricalCrossentropy || loss instanceof BinaryCrossentropy;
        for (int i = 0; i < targets.length; i++) {
            boolean classes = loss instanceof SparseCategoricalCrossentropy;
            targets[i] = classes
                    ? random.nextInt(architecture.outputs())
                    : probabilities ? random.nextFloat() : (float) random.nextGaussian();
        }
        float[] weights = new float[rows];
        int[] lengths = new int[sequences];
        Arrays.setAll(lengths, i -> i % 3 == 1 ? STEPS - 1 - i % 2 : STEPS);
        for (int i = 0; i < rows; i++) {
            weights[i] = i % 5 == 3 ? 0 : i % 5 == 4 ? 0.5f : 1;
        }
        for (int i = 0; i < sequences; i++) {
            Arrays.fill(inputs, (i * STEPS + lengths[i]) * FEATURES, (i + 1) * STEPS * FEATURES, 1e3f);
        }
        return new TrainingSet(shape, inputs, targets).withWeights(weights).withLengths(lengths);
    }

    private static double[] weights(Architecture architecture) {
        Weights initial = InitialWeights.of(architecture, 5);
        Random random = new Random(6);
        double[] weights = new double[architecture.parameterCount()];
        Arrays.setAll(weights, i -> (float) (initial.toArray()[i] + 0.2 * random.nextGaussian()));
        return weights;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
