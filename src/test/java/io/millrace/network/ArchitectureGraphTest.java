package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchitectureGraphTest {
    private static final Layer.Dense DENSE = new Layer.Dense("dense", 2, Activation.LINEAR, true);

    private static RecurrentLayer.Lstm lstm(String name, int units, boolean sequences) {
        return new RecurrentLayer.Lstm(name, units, Activation.TANH, Activation.SIGMOID, true, sequences);
    }

    static SequenceModel seeded(Architecture architecture) {
        Random random = new Random(7);
        float[] values = new float[architecture.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.5f;
        }
        return new SequenceModel(new Weights(architecture, values));
    }

    private static Batch points(int rows, int steps, int width) {
        Random random = new Random(rows * 31L + steps);
        float[] values = new float[rows * steps * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Batch.sequences(rows, steps, width, values);
    }

    @Test
    void aChainIsAGraphWithOneInputBeforeItsLayers() {
        Architecture chain = new Architecture(3, List.of(lstm("lstm", 4, true), DENSE));

        assertTrue(chain.isChain());
        assertEquals(
                List.of("lstm", "dense"),
                chain.layers().stream().map(Layer::name).toList());
        assertEquals(3, chain.nodes().size());
        assertEquals(Shape.sequence(2), chain.shape(chain.results().get(0)));
        assertEquals(8, chain.stateSize());
        assertEquals(4 * 4 * (3 + 4 + 1), chain.parameterOffset(1));
        assertEquals(chain, new Architecture(3, List.of(lstm("lstm", 4, true), DENSE)));
    }

    @Test
    void wrappersExpandToTheSameWeightsAndStatesInTheSameOrder() {
        Layer both =
                WrapperLayer.Bidirectional.of("both", lstm("lstm", 4, true), WrapperLayer.Bidirectional.Mode.CONCAT);
        Layer stack = new WrapperLayer.Stacked("rnn", List.of(lstm("a", 3, true), lstm("b", 2, true)), Recurrence.LAST);
        Architecture written = new Architecture(3, List.of(both, stack, DENSE));
        Architecture run = written.expanded();

        assertEquals(written.parameterCount(), run.parameterCount());
        assertEquals(written.stateSize(), run.stateSize());
        assertEquals(
                written.parameters().stream().map(Parameter::offset).toList(),
                run.parameters().stream().map(Parameter::offset).toList());
        assertEquals(
                written.parameters().stream().map(Parameter::shape).toList(),
                run.parameters().stream().map(Parameter::shape).toList());
        assertEquals("forward/kernel", written.parameters().get(0).name());
        assertTrue(run.layers().stream().noneMatch(WrapperLayer.class::isInstance));
        assertEquals(run, run.expanded());
    }

    @Test
    void aLayerAtTwoPlacesSharesItsWeightsAndHasAStateAtEach() {
        GraphBuilder graph = new GraphBuilder();
        Tensor first = graph.input("first", Shape.sequence(3));
        Tensor second = graph.input("second", Shape.sequence(3));
        RecurrentLayer.Lstm shared = lstm("shared", 4, true);
        Tensor a = graph.add(shared, first);
        Tensor b = graph.add(shared, second);
        Architecture architecture = graph.build(a, b);

        assertEquals(1, architecture.layers().size());
        assertEquals(2 * 8, architecture.stateSize());
        assertEquals(6, architecture.inputs());
        assertEquals(8, architecture.outputs());
        assertFalse(architecture.isChain());
        Batch points = points(2, 5, 3);
        List<Batch> outputs = new GraphRunner(seeded(architecture), Kernels.best(), 2).run(points, points);
        assertArrayEquals(outputs.get(0).values(), outputs.get(1).values(), 0f);
    }

    @Test
    void aSharedLayerReadsInputsOfOneWidth() {
        GraphBuilder graph = new GraphBuilder();
        RecurrentLayer.Lstm shared = lstm("shared", 4, true);
        Tensor a = graph.add(shared, graph.input("first", Shape.sequence(3)));
        Tensor b = graph.add(shared, graph.input("second", Shape.sequence(2)));

        assertRefused("shared: shared, expected inputs 3 wide everywhere, found 2", () -> graph.build(a, b));
    }

    @Test
    void whatDoesNotFitIsRefusedWhereItIsWired() {
        GraphBuilder graph = new GraphBuilder();
        Tensor points = graph.input("points", Shape.sequence(3));
        Tensor context = graph.input("context", Shape.vector(5));
        Tensor fixed = graph.input("fixed", Shape.sequence(4, 3));
        PlainLayer.Merge add = new PlainLayer.Merge("sum", PlainLayer.Merge.Mode.ADD);

        assertRefused(
                "lstm: expected a sequence, found a vector [5] of context",
                () -> graph.add(lstm("lstm", 2, true), context));
        assertRefused(
                "sum: expected inputs of one shape, found [[time, 3], [5]]", () -> graph.add(add, points, context));
        assertRefused("sum: expected at least 2 inputs, found 1", () -> graph.add(add, points));
        assertRefused(
                "flat: expected a fixed number of steps, found [time, 3]; give the input's length",
                () -> graph.add(new PlainLayer.Flatten("flat"), points));
        assertRefused(
                "repeat: expected a vector, found a sequence [time, 3]",
                () -> graph.add(new PlainLayer.RepeatVector("repeat", 2), points));
        assertRefused(
                "shape: expected a target_shape of 12 floats, as in [4, 3], found [5, 2]",
                () -> graph.add(new PlainLayer.Reshape("shape", List.of(5, 2)), fixed));
        assertRefused(
                "tokens: expected one token id a step, found [time, 3]",
                () -> graph.add(new Layer.Embedding("tokens", 9, 2, false), points));
        assertRefused(
                "lstm initial_state: expected 2 tensors, found 1",
                () -> graph.addAll(lstm("lstm", 5, true), List.of(points), List.of(context)));
        assertRefused(
                "lstm initial_state: expected [2], found [5]",
                () -> graph.addAll(lstm("lstm", 2, true), List.of(points), List.of(context, context)));
    }

    @Test
    void arraysThatDoNotFitAreRefusedByTheInputsName() {
        GraphRunner runner =
                new GraphRunner(seeded(new Architecture(3, List.of(lstm("lstm", 4, true)))), Kernels.best(), 2);

        assertRefused("input: expected [time, 3], found [5, 2]", () -> runner.run(points(2, 5, 2)));
        assertRefused("inputs: expected 1 arrays, found 2", () -> runner.run(points(2, 5, 3), points(2, 5, 3)));
        assertRefused("batch values: expected 30, found 29", () -> Batch.sequences(2, 5, 3, new float[29]));
    }

    @Test
    void aTokenThatTheTableLacksIsRefusedInArraysAndNotANumberOnStreams() {
        SequenceModel model = seeded(new Architecture(1, List.of(new Layer.Embedding("tokens", 4, 2, false))));
        Batch ids = Batch.sequences(1, 2, 1, new float[] {3, 4});

        assertRefused(
                "tokens: expected token ids from 0 to 3, found 4.0",
                () -> new GraphRunner(model, Kernels.best(), 1).run(ids));
        float[] stepped = Streams.outputs(model, List.of(ids))[0];
        assertTrue(Float.isFinite(stepped[0]) && Float.isNaN(stepped[2]));
    }

    @Test
    void aModelThatLooksAheadCannotBeStepped() {
        Layer both = WrapperLayer.Bidirectional.of("both", lstm("lstm", 4, true), WrapperLayer.Bidirectional.Mode.SUM);
        Architecture architecture = new Architecture(3, List.of(both, DENSE));

        assertFalse(architecture.canStep());
        assertRefused(
                "both/backward_lstm reads from the sequence's end; run whole sequences",
                () -> seeded(architecture).stepper(Kernels.best(), 1));
    }

    @Test
    void goingOnFromTheStatesOfTheFirstHalfGivesTheBitsOfTheWhole() {
        SequenceModel model = seeded(new Architecture(3, List.of(lstm("a", 4, true), lstm("b", 2, true), DENSE)));
        GraphRunner runner = new GraphRunner(model, Kernels.best(), 4);
        float[] points = points(1, 6, 3).values();
        float[] whole = runner.run(Batch.sequences(1, 6, 3, points)).get(0).values();

        float[] states = new float[model.stateSize()];
        float[] early = new float[9];
        float[] late = new float[9];
        System.arraycopy(points, 0, early, 0, 9);
        System.arraycopy(points, 9, late, 0, 9);
        float[] first = runner.run(List.of(Batch.sequences(1, 3, 3, early)), states)
                .get(0)
                .values();
        float[] second = runner.run(List.of(Batch.sequences(1, 3, 3, late)), states)
                .get(0)
                .values();

        assertArrayEquals(java.util.Arrays.copyOfRange(whole, 0, 6), first, 0f);
        assertArrayEquals(java.util.Arrays.copyOfRange(whole, 6, 12), second, 0f);
    }

    @Test
    void paddingBehindARowsLengthChangesNothing() {
        SequenceModel model = seeded(new Architecture(3, List.of(lstm("a", 4, false), DENSE)));
        GraphRunner runner = new GraphRunner(model, Kernels.best(), 4);
        Batch points = points(2, 6, 3);
        float[] padded = runner.run(points.withLengths(6, 4)).get(0).values();

        float[] alone = new float[12];
        System.arraycopy(points.values(), 18, alone, 0, 12);
        float[] expected = runner.run(Batch.sequences(1, 4, 3, alone)).get(0).values();

        assertArrayEquals(expected, java.util.Arrays.copyOfRange(padded, 2, 4), 0f);
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable).getMessage());
    }
}
