package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderDecoderTest {
    /** The whole model, its decoder reading the target, against both halves by themselves. */
    @ParameterizedTest
    @ValueSource(strings = {"seq2seq", "seq2seq, two layers"})
    void theHalvesSteppedOneAfterTheOtherGiveTheBitsOfTheWhole(String name) throws IOException {
        GoldenGraph golden = GoldenGraph.named(name);
        float[] whole = new GraphRunner(golden.model(), Kernels.best(), 3)
                .run(golden.inputs().toArray(Batch[]::new))
                .get(0)
                .values();
        EncoderDecoder pair = EncoderDecoder.of(golden.model());
        Batch target = golden.inputs().get(1);
        int width = target.shape().width();
        int outputs = pair.decoder().outputs();
        int steps = target.shape().steps();
        float[][] codes =
                Streams.outputs(pair.encoder(), List.of(golden.inputs().get(0)));

        for (int row = 0; row < target.rows(); row++) {
            StateSlab states = new StateSlab(pair.decoder().stateSize());
            int[] slots = {states.acquire()};
            float[] point = new float[width];
            float[] output = new float[outputs];
            int newest = codes[row].length - pair.encoder().outputs();
            pair.begin(codes[row], newest, states, slots[0], point, 0);
            Stepper stepper = pair.decoder().stepper(Kernels.best(), 1);
            for (int step = 0; step < steps; step++) {
                System.arraycopy(target.values(), (row * steps + step) * width, point, 0, width);
                stepper.step(1, point, states, slots, output);
                int at = (row * steps + step) * outputs;
                assertArrayEquals(Arrays.copyOfRange(whole, at, at + outputs), output, 0f);
            }
        }
    }

    @Test
    void oneVectorBecomesTheSequenceOfTheWholeModel() throws IOException {
        GoldenGraph golden = GoldenGraph.named("repeat vector");
        float[] whole = new GraphRunner(golden.model(), Kernels.best(), 3)
                .run(golden.inputs().get(0))
                .get(0)
                .values();
        EncoderDecoder pair = EncoderDecoder.of(golden.model());
        float[] codes = new GraphRunner(pair.encoder(), Kernels.best(), 3)
                .run(golden.inputs().get(0))
                .get(0)
                .values();
        GreedyDecoder decoder = new GreedyDecoder(pair, Kernels.best(), GreedyDecoder.Feedback.VALUES);

        assertEquals(6, pair.times().orElseThrow());
        assertEquals(0, pair.ownInputs());
        for (int row = 0; row < 3; row++) {
            List<float[]> outputs = decoder.run(codes, row * 4, new float[0], GreedyDecoder.NO_END, 6);
            for (int step = 0; step < 6; step++) {
                int at = (row * 6 + step) * 2;
                assertArrayEquals(Arrays.copyOfRange(whole, at, at + 2), outputs.get(step), 0f);
            }
        }
    }

    /** What the loop puts out is what the whole model puts out where the target is the loop's own tokens. */
    @Test
    void theClosedLoopFeedsItsOwnTokensBack() throws IOException {
        GoldenGraph golden = GoldenGraph.named("seq2seq");
        EncoderDecoder pair = EncoderDecoder.of(golden.model());
        Batch source = golden.inputs().get(0);
        float[] code = new GraphRunner(pair.encoder(), Kernels.best(), 3)
                .run(source).stream()
                        .map(part -> Arrays.copyOf(part.values(), 4)) // h and c of row 0
                        .reduce(new float[0], EncoderDecoderTest::joined);
        GreedyDecoder decoder = new GreedyDecoder(pair, Kernels.best(), GreedyDecoder.Feedback.TOKEN);

        List<float[]> outputs = decoder.run(code, 0, new float[] {1}, GreedyDecoder.NO_END, 4);

        List<Float> target = new ArrayList<>(List.of(1f));
        outputs.forEach(output -> target.add((float) largest(output)));
        float[] read = new float[4];
        for (int i = 0; i < 4; i++) {
            read[i] = target.get(i);
        }
        float[] first = Arrays.copyOf(source.values(), source.shape().steps());
        float[] whole = new GraphRunner(golden.model(), Kernels.best(), 1)
                .run(Batch.sequences(1, first.length, 1, first), Batch.sequences(1, 4, 1, read))
                .get(0)
                .values();
        for (int step = 0; step < 4; step++) {
            assertArrayEquals(Arrays.copyOfRange(whole, step * 6, step * 6 + 6), outputs.get(step), 0f);
        }
        int end = largest(outputs.get(2));
        int before = 0;
        while (largest(outputs.get(before)) != end) {
            before++;
        }
        assertEquals(before, decoder.run(code, 0, new float[] {1}, end, 4).size());
    }

    @Test
    void aModelThatHandsNothingOverIsRefused() {
        Layer rnn = new RecurrentLayer.SimpleRnn("rnn", 2, Activation.TANH, true, true);
        SequenceModel model = ArchitectureGraphTest.seeded(new Architecture(2, List.of(rnn)));

        String message = assertThrows(IllegalArgumentException.class, () -> EncoderDecoder.of(model))
                .getMessage();

        assertEquals(
                "model: expected an encoder and a decoder (initial_state or RepeatVector), found neither", message);
    }

    @Test
    void aSubgraphComputesWhatTheWholeDoesInBetween() throws IOException {
        GoldenGraph golden = GoldenGraph.named("skip connection");
        SequenceModel model = golden.model();
        Tensor hidden = new Tensor(1, 0);
        SequenceModel lower = model.subgraph(List.of(), List.of(hidden));
        SequenceModel upper =
                model.subgraph(List.of(hidden), model.architecture().results());
        Batch points = golden.inputs().get(0);

        Batch between = new GraphRunner(lower, Kernels.best(), 2).run(points).get(0);
        float[] outputs = new GraphRunner(upper, Kernels.best(), 2)
                .run(points, between)
                .get(0)
                .values();

        assertArrayEquals(
                new GraphRunner(model, Kernels.best(), 2).run(points).get(0).values(), outputs, 0f);
        assertTrue(lower.architecture().isChain());
    }

    private static float[] joined(float[] first, float[] second) {
        float[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static int largest(float[] values) {
        int largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
