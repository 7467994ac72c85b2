package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.GraphBuilder;
import io.millrace.network.Layer;
import io.millrace.network.Penalties;
import io.millrace.network.PlainLayer;
import io.millrace.network.PlainLayer.Merge.Mode;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Shape;
import io.millrace.network.Tensor;
import io.millrace.network.WrapperLayer.Bidirectional;
import io.millrace.network.WrapperLayer.Stacked;
import io.millrace.network.WrapperLayer.TimeDistributed;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.RegressionLoss;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of whole graphs against central differences of {@link ReferenceGraph}, which is in double precision. */
class GraphGradientTest {
    private static final int STEPS = 5;
    private static final int SEQUENCES = 5;

    /** As {@link GradientTest}'s. */
    private static final double TOLERANCE = 1e-5;

    private static final double DELTA = 1e-6;
    private static final Loss MSE = RegressionLoss.MEAN_SQUARED_ERROR;

    private static RecurrentLayer layer(GradientTest.Kind kind, String name, int units, Recurrence way) {
        return kind.layer(name, units, way.returnSequences()).with(name, way);
    }

    private static Layer.Dense dense(String name, int units) {
        return new Layer.Dense(name, units, Activation.TANH, true);
    }

    static Stream<Arguments> kindsAndSequences() {
        return Arrays.stream(GradientTest.Kind.values())
                .flatMap(kind -> Stream.of(Arguments.of(kind, true), Arguments.of(kind, false)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndSequences")
    void aMaskedStepCarriesTheStateAndIsNoPartOfTheLoss(GradientTest.Kind kind, boolean sequences) {
        check(new Architecture(
                2,
                List.of(
                        new PlainLayer.Masking("masking", 0f),
                        layer(kind, "a", 4, Recurrence.of(true)),
                        layer(kind, "b", 3, Recurrence.of(sequences)),
                        dense("c", 2))));
    }

    @ParameterizedTest
    @MethodSource("kindsAndSequences")
    void aMaskedStepMayPutOutZeros(GradientTest.Kind kind, boolean sequences) {
        check(new Architecture(
                2,
                List.of(
                        new PlainLayer.Masking("masking", 0f),
                        layer(kind, "a", 4, Recurrence.of(true).withZeroOutputForMask(true)),
                        dense("between", 3),
                        layer(kind, "b", 3, Recurrence.of(sequences).withZeroOutputForMask(true)))));
    }

    @ParameterizedTest
    @MethodSource("kindsAndSequences")
    void aLayerMayGoBackwardsOverMaskedSteps(GradientTest.Kind kind, boolean sequences) {
        check(new Architecture(
                2,
                List.of(
                        new PlainLayer.Masking("masking", 0f),
                        dense("before", 3),
                        layer(kind, "a", 4, Recurrence.of(sequences).withGoBackwards(true)))));
    }

    /** What is masked only the forward pass can tell; the mask goes through layers that keep the steps. */
    @ParameterizedTest
    @MethodSource("kindsAndSequences")
    void aMaskMayDependOnWhatALayerComputed(GradientTest.Kind kind, boolean sequences) {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.sequence(2));
        Tensor learnt = graph.add(layer(kind, "a", 2, Recurrence.of(true)), in);
        Tensor product = graph.add(new PlainLayer.Merge("product", Mode.MULTIPLY), in, learnt);
        Tensor masked = graph.add(new PlainLayer.Masking("masking", 0f), product);
        Tensor between = graph.add(new TimeDistributed("between", dense("inner", 3)), masked);
        Tensor kept = graph.add(new PlainLayer.Dropout("dropout", 0), between);
        check(graph.build(List.of(graph.add(layer(kind, "b", 3, Recurrence.of(sequences)), kept))));
    }

    /** The same table reads two inputs, with a mask of each; their sum counts where either does. */
    @Test
    void aSharedTableMasksEachOfItsInputs() {
        GraphBuilder graph = new GraphBuilder();
        Tensor first = graph.input("first", Shape.sequence(1));
        Tensor second = graph.input("second", Shape.sequence(1));
        Layer table = new Layer.Embedding("table", 6, 3, true);
        Tensor sum =
                graph.add(new PlainLayer.Merge("sum", Mode.ADD), graph.add(table, first), graph.add(table, second));
        Tensor between = graph.add(dense("between", 3), sum);
        Tensor last = graph.add(layer(GradientTest.Kind.LSTM, "last", 4, Recurrence.LAST), between);
        check(graph.build(List.of(last)));
    }

    @ParameterizedTest
    @EnumSource(Bidirectional.Mode.class)
    void bothDirectionsMergeInEveryWay(Bidirectional.Mode mode) {
        for (GradientTest.Kind kind : GradientTest.Kind.values()) {
            for (boolean sequences : new boolean[] {true, false}) {
                GraphBuilder graph = new GraphBuilder();
                Tensor in = graph.input("in", Shape.sequence(2));
                Tensor masked = graph.add(new PlainLayer.Masking("masking", 0f), in);
                RecurrentLayer layer = layer(kind, "rnn", 3, Recurrence.of(sequences));
                check(graph.build(graph.addAll(Bidirectional.of("both", layer, mode), List.of(masked), List.of())));
            }
        }
    }

    @Test
    void tokensFindTheirRowsAndPaddingIsMasked() {
        GraphBuilder graph = new GraphBuilder();
        Tensor ids = graph.input("ids", Shape.sequence(1));
        Tensor vectors = graph.add(new Layer.Embedding("embedding", 6, 3, true), ids);
        Tensor hidden = graph.add(layer(GradientTest.Kind.LSTM, "lstm", 4, Recurrence.SEQUENCES), vectors);
        check(graph.build(graph.add(dense("dense", 2), hidden)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndSequences")
    void stackedCellsAreStackedLayers(GradientTest.Kind kind, boolean sequences) {
        List<RecurrentLayer> cells =
                List.of(layer(kind, "x", 3, Recurrence.LAST), layer(GradientTest.Kind.LSTM, "y", 4, Recurrence.LAST));
        check(new Architecture(
                2,
                List.of(
                        new PlainLayer.Masking("masking", 0f),
                        new Stacked("stacked", cells, Recurrence.of(sequences).withGoBackwards(sequences)))));
    }

    @ParameterizedTest
    @EnumSource(GradientTest.Kind.class)
    void aDecoderStartsFromTheEncodersState(GradientTest.Kind kind) {
        GraphBuilder graph = new GraphBuilder();
        Tensor source = graph.input("source", Shape.sequence(2));
        Tensor target = graph.input("target", Shape.sequence(3, 2));
        List<Tensor> encoded = graph.addAll(
                layer(kind, "encoder", 3, Recurrence.LAST.withReturnState(true)),
                List.of(graph.add(new PlainLayer.Masking("masking", 0f), source)),
                List.of());
        List<Tensor> decoded = graph.addAll(
                layer(kind, "decoder", 3, Recurrence.SEQUENCES.withReturnState(true)),
                List.of(target),
                encoded.subList(1, encoded.size()));
        check(graph.build(graph.add(dense("dense", 2), decoded.get(0)), decoded.get(1)));
    }

    @Test
    void oneVectorBecomesASequence() {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.vector(2));
        Tensor repeated = graph.add(new PlainLayer.RepeatVector("repeat", 4), graph.add(dense("first", 3), in));
        Tensor hidden = graph.add(layer(GradientTest.Kind.GRU_RESET_AFTER, "gru", 3, Recurrence.SEQUENCES), repeated);
        check(graph.build(graph.add(new TimeDistributed("each", dense("dense", 2)), hidden)));
    }

    @Test
    void floatsChangeTheirShape() {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.sequence(4, 3));
        Tensor hidden = graph.add(layer(GradientTest.Kind.SIMPLE_RNN, "rnn", 3, Recurrence.SEQUENCES), in);
        Tensor wide = graph.add(new PlainLayer.Reshape("reshape", List.of(2, 6)), hidden);
        Tensor again = graph.add(layer(GradientTest.Kind.LSTM, "lstm", 2, Recurrence.SEQUENCES), wide);
        Tensor turned = graph.add(new PlainLayer.Reverse("reverse", true), again);
        check(graph.build(graph.add(dense("dense", 3), graph.add(new PlainLayer.Flatten("flatten"), turned))));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void layersMergeInEveryWay(Mode mode) {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.sequence(2));
        Tensor masked = graph.add(new PlainLayer.Masking("masking", 0f), in);
        Tensor a = graph.add(dense("a", 3), masked);
        Tensor b = graph.add(layer(GradientTest.Kind.SIMPLE_RNN, "b", 3, Recurrence.SEQUENCES), masked);
        Tensor c = graph.add(dense("c", 3), b);
        Tensor merged = mode == Mode.SUBTRACT
                ? graph.add(new PlainLayer.Merge("merge", mode), a, b)
                : graph.add(new PlainLayer.Merge("merge", mode), a, b, c);
        check(graph.build(graph.add(dense("last", 2), merged), c));
    }

    @Test
    void theGradientsOfASharedLayerAddUp() {
        GraphBuilder graph = new GraphBuilder();
        Tensor one = graph.input("one", Shape.sequence(2));
        Tensor two = graph.input("two", Shape.sequence(2));
        Layer shared = layer(GradientTest.Kind.LSTM, "shared", 3, Recurrence.LAST);
        Tensor both = graph.add(
                new PlainLayer.Merge("merge", Mode.CONCATENATE), graph.add(shared, one), graph.add(shared, two));
        check(graph.build(graph.add(dense("dense", 2), both)));
    }

    @ParameterizedTest
    @EnumSource(value = Activation.class, names = "EXPONENTIAL", mode = EnumSource.Mode.EXCLUDE)
    void activationsStandAloneAndInDenseLayers(Activation activation) {
        check(new Architecture(
                2,
                List.of(
                        new Layer.Dense("dense", 3, activation, true),
                        layer(GradientTest.Kind.SIMPLE_RNN, "rnn", 3, Recurrence.SEQUENCES),
                        new PlainLayer.Activate("alone", activation))));
    }

    /** By itself: it saturates the tanh of a layer behind it, and 1 − tanh² is then nothing but rounding. */
    @Test
    void anExponentialStandsAloneAndInADenseLayer() {
        check(new Architecture(
                2,
                List.of(
                        new Layer.Dense("dense", 3, Activation.EXPONENTIAL, true),
                        new Layer.Dense("sums", 3, Activation.LINEAR, true),
                        new PlainLayer.Activate("alone", Activation.EXPONENTIAL))));
    }

    @Test
    void aSoftmaxByItselfFusesWithItsLoss() {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.sequence(2));
        Tensor sums = graph.add(new Layer.Dense("dense", 3, Activation.LINEAR, true), in);
        Tensor p = graph.add(new PlainLayer.Activate("softmax", Activation.SOFTMAX), sums);
        check(
                graph.build(p, graph.add(dense("other", 2), sums)),
                List.of(new OutputLoss(new CategoricalCrossentropy(), 0.3), new OutputLoss(MSE, 2)));
    }

    @Test
    void aResultThatAnotherLayerReadsDoesNotFuse() {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.sequence(2));
        Tensor p = graph.add(new Layer.Dense("dense", 3, Activation.SOFTMAX, true), in);
        check(
                graph.build(p, graph.add(dense("other", 2), p)),
                List.of(new OutputLoss(new CategoricalCrossentropy(), 1.5), new OutputLoss(MSE, 0.5)));
    }

    @Test
    void regularizersAddToTheLossAndItsGradient() {
        Penalties.Penalty both = new Penalties.Penalty(0.01, 0.02);
        Penalties penalties = new Penalties(both, new Penalties.Penalty(0.03, 0), new Penalties.Penalty(0, 0.04));
        RecurrentLayer lstm = new RecurrentLayer.Lstm(
                "lstm", 3, Activation.TANH, Activation.SIGMOID, true, Recurrence.SEQUENCES, penalties);
        check(new Architecture(
                2,
                List.of(
                        Bidirectional.of("both", lstm, Bidirectional.Mode.CONCAT),
                        new Layer.Dense("dense", 2, Activation.TANH, true, penalties))));
    }

    @Test
    void theReferenceSeesAWrongGradient() {
        Architecture architecture = new Architecture(
                2,
                List.of(
                        new PlainLayer.Masking("masking", 0f),
                        layer(GradientTest.Kind.GRU_RESET_AFTER, "a", 3, Recurrence.SEQUENCES)));
        Architecture unmasked =
                new Architecture(2, List.of(layer(GradientTest.Kind.GRU_RESET_AFTER, "a", 3, Recurrence.SEQUENCES)));
        TrainingSet set = set(architecture, List.of(new OutputLoss(MSE)));
        double[] weights = weights(architecture);
        double[] right = differences(architecture, List.of(new OutputLoss(MSE)), set, weights);
        double[] wrong = differences(unmasked, List.of(new OutputLoss(MSE)), set, weights);
        assertTrue(distance(right, wrong) > 100 * TOLERANCE);
    }

    private static void check(Architecture architecture) {
        check(
                architecture,
                architecture.results().stream()
                        .map(result -> new OutputLoss(MSE))
                        .toList());
    }

    private static void check(Architecture architecture, List<OutputLoss> losses) {
        TrainingSet set = set(architecture, losses);
        double[] weights = weights(architecture);
        float[] floats = new float[weights.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) weights[i];
        }
        TrainingSettings settings = new TrainingSettings(MSE, new Sgd(LearningRate.constant(1)))
                .withOutputs(losses)
                .withBatchSize(SEQUENCES);
        Fit.require(architecture, settings, set, "test");
        List<Integer> steps = set.inputs().stream().map(TrainingSet::steps).toList();
        try (ShardedPass pass = new ShardedPass(architecture, settings, Kernels.best(), floats, steps)) {
            Window window = new Window(
                    Epoch.order(SEQUENCES), 0, SEQUENCES, 0, set.shape().steps());
            double found = pass.run(set, window, true).loss();
            double expected = loss(architecture, losses, set, weights);
            assertEquals(expected, found, 2e-6 * Math.max(1, Math.abs(expected)));
            double[] gradient = new double[floats.length];
            Arrays.setAll(gradient, i -> pass.gradient()[i]);
            double distance = distance(differences(architecture, losses, set, weights), gradient);
            assertTrue(distance < TOLERANCE, () -> "largest difference " + distance + " of the largest component");
        }
    }

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
            Architecture architecture, List<OutputLoss> losses, TrainingSet set, double[] weights) {
        double[] differences = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            double[] changed = weights.clone();
            changed[i] = weights[i] + DELTA;
            double above = loss(architecture, losses, set, changed);
            changed[i] = weights[i] - DELTA;
            differences[i] = (above - loss(architecture, losses, set, changed)) / (2 * DELTA);
        }
        return differences;
    }

    private static double loss(Architecture architecture, List<OutputLoss> losses, TrainingSet set, double[] weights) {
        double[] sums = new double[losses.size()];
        int[] rows = new int[losses.size()];
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            List<ReferenceGraph.Value> inputs = new ArrayList<>();
            for (Batch input : set.inputs()) {
                inputs.add(new ReferenceGraph.Value(rows(input, sequence), null));
            }
            List<ReferenceGraph.Value> results = new ReferenceGraph(architecture).run(weights, inputs);
            for (int result = 0; result < losses.size(); result++) {
                double[][] targets = rows(set.targets().get(result), sequence);
                for (int step = 0; step < targets.length; step++) {
                    if (results.get(result).counts(step)) {
                        sums[result] += rowLoss(
                                losses.get(result).loss(), results.get(result).steps()[step], targets[step]);
                        rows[result]++;
                    }
                }
            }
        }
        double loss = penalty(architecture, weights);
        for (int result = 0; result < sums.length; result++) {
            loss += losses.get(result).weight() * sums[result] / rows[result];
        }
        return loss;
    }

    /** Written out for the one network that has regularizers. */
    private static double penalty(Architecture architecture, double[] weights) {
        boolean regularized = architecture.layers().get(architecture.layers().size() - 1) instanceof Layer.Dense dense
                && !dense.penalties().equals(Penalties.NONE);
        double penalty = 0;
        for (int p = 0; regularized && p < architecture.parameters().size(); p++) {
            String name = architecture.parameters().get(p).name();
            boolean recurrent = name.endsWith("recurrent_kernel");
            double l1 = recurrent ? 0.03 : name.endsWith("kernel") ? 0.01 : 0;
            double l2 = recurrent ? 0 : name.endsWith("kernel") ? 0.02 : 0.04;
            int at = architecture.parameters().get(p).offset();
            for (int i = at; i < at + architecture.parameters().get(p).size(); i++) {
                penalty += l1 * Math.abs(weights[i]) + l2 * weights[i] * weights[i];
            }
        }
        return penalty;
    }

    private static double rowLoss(Loss loss, double[] p, double[] y) {
        double sum = 0;
        for (int j = 0; j < p.length; j++) {
            sum += loss == MSE ? (p[j] - y[j]) * (p[j] - y[j]) / p.length : -y[j] * Math.log(p[j]);
        }
        return sum;
    }

    private static double[][] rows(Batch batch, int sequence) {
        int steps = TrainingSet.steps(batch);
        int width = batch.shape().width();
        double[][] rows = new double[steps][width];
        for (int t = 0; t < steps; t++) {
            for (int j = 0; j < width; j++) {
                rows[t][j] = batch.values()[(sequence * steps + t) * width + j];
            }
        }
        return rows;
    }

    /** Steps of zeros at a sequence's start, in it, at its end and everywhere, where the inputs are numbers; small ids else. */
    private static TrainingSet set(Architecture architecture, List<OutputLoss> losses) {
        Random random = new Random(3);
        List<Batch> inputs = new ArrayList<>();
        for (int node : architecture.inputNodes()) {
            Shape shape = architecture.shapes(node).get(0);
            boolean ids = architecture.nodes().stream()
                    .anyMatch(n ->
                            n.layer() instanceof Layer.Embedding && n.inputs().contains(new Tensor(node, 0)));
            int steps = shape.isFixed() ? shape.steps() : shape.isSequence() ? STEPS : 1;
            float[] values = new float[SEQUENCES * steps * shape.width()];
            for (int i = 0; i < values.length; i++) {
                int step = i / shape.width() % steps;
                int sequence = i / shape.width() / steps;
                boolean zero = steps == STEPS
                        && (1 << step & new int[] {0, 0b00001, 0b01010, 0b11000, 0b11111}[sequence]) != 0;
                float number = ids ? 1 + random.nextInt(5) : (float) random.nextGaussian();
                values[i] = zero ? 0f : number;
            }
            inputs.add(
                    shape.isSequence()
                            ? Batch.sequences(SEQUENCES, steps, shape.width(), values)
                            : Batch.vectors(SEQUENCES, shape.width(), values));
        }
        List<Batch> targets = new ArrayList<>();
        for (int result = 0; result < losses.size(); result++) {
            Shape shape = architecture.shape(architecture.results().get(result));
            int steps = shape.isFixed() ? shape.steps() : shape.isSequence() ? TrainingSet.steps(inputs.get(0)) : 1;
            float[] values = new float[SEQUENCES * steps * shape.width()];
            for (int i = 0; i < values.length; i++) {
                values[i] = losses.get(result).loss() == MSE ? (float) random.nextGaussian() : random.nextFloat();
            }
            targets.add(
                    shape.isSequence()
                            ? Batch.sequences(SEQUENCES, steps, shape.width(), values)
                            : Batch.vectors(SEQUENCES, shape.width(), values));
        }
        return new TrainingSet(inputs, targets);
    }

    private static double[] weights(Architecture architecture) {
        Random random = new Random(6);
        double[] weights = new double[architecture.parameterCount()];
        Arrays.setAll(weights, i -> (float) (0.4 * random.nextGaussian()));
        return weights;
    }
}
