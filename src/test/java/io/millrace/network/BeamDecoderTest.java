package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeamDecoderTest {
    private static final int TOKENS = 3;
    private static final int END = 2;
    private static final int LIMIT = 4;
    private static final float[] START = {1, 0, 0};

    private final Random random = new Random(3);

    /** An encoder that hands its state on, and a decoder that reads its last token, one-hot. */
    private EncoderDecoder pair() {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.sequence(2));
        Tensor target = graph.input("target", Shape.sequence(TOKENS));
        List<Tensor> state = graph.addAll(
                new RecurrentLayer.SimpleRnn(
                        "encoder", 4, Activation.TANH, true, Recurrence.LAST.withReturnState(true), Penalties.NONE),
                List.of(in),
                List.of());
        Tensor read = graph.addAll(
                        new RecurrentLayer.SimpleRnn("decoder", 4, Activation.TANH, true, true),
                        List.of(target),
                        state.subList(1, 2))
                .get(0);
        Tensor out = graph.add(new Layer.Dense("dense", TOKENS, Activation.SOFTMAX, true), read);
        Architecture architecture = graph.build(out);
        float[] values = new float[architecture.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 1.5f;
        }
        return EncoderDecoder.of(new SequenceModel(new Weights(architecture, values)));
    }

    private float[] code() {
        float[] code = new float[4];
        for (int i = 0; i < code.length; i++) {
            code[i] = (float) random.nextGaussian();
        }
        return code;
    }

    /** Σ ln p of the tokens, each after those before it. */
    private static double logProbability(EncoderDecoder pair, float[] code, int[] tokens) {
        StateSlab states = new StateSlab(pair.decoder().stateSize());
        int[] slot = {states.acquire()};
        float[] point = new float[TOKENS];
        float[] output = new float[TOKENS];
        pair.begin(code, 0, states, slot[0], point, 0);
        System.arraycopy(START, 0, point, 0, TOKENS);
        Stepper stepper = pair.decoder().stepper(Kernels.best(), 1);
        double sum = 0;
        for (int token : tokens) {
            stepper.step(1, point, states, slot, output);
            sum += Math.log(output[token]);
            Arrays.fill(point, 0);
            point[token] = 1;
        }
        return sum;
    }

    private static BeamDecoder.Found best(
            EncoderDecoder pair, float[] code, int[] beginning, BeamDecoder.Found bestSoFar) {
        BeamDecoder.Found best = bestSoFar;
        boolean ended = beginning.length > 0 && beginning[beginning.length - 1] == END;
        if (ended || beginning.length == LIMIT) {
            double log = logProbability(pair, code, beginning);
            double score = log / beginning.length;
            int[] tokens = Arrays.copyOf(beginning, beginning.length - (ended ? 1 : 0));
            return best == null || score > best.score() ? new BeamDecoder.Found(tokens, log, score) : best;
        }
        for (int token = 0; token < TOKENS; token++) {
            int[] longer = Arrays.copyOf(beginning, beginning.length + 1);
            longer[beginning.length] = token;
            best = best(pair, code, longer, best);
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aBeamThatHoldsAllFindsTheBestOfAllSequences(int attempt) {
        for (int i = 0; i < attempt; i++) {
            random.nextLong(); // other weights each time
        }
        EncoderDecoder pair = pair();
        float[] code = code();
        BeamDecoder.Found expected = best(pair, code, new int[0], null);
        BeamDecoder.Found found = new BeamDecoder(pair, Kernels.best(), 200).run(code, 0, START, END, LIMIT);

        assertArrayEquals(expected.tokens(), found.tokens());
        assertEquals(expected.logProbability(), found.logProbability(), 1e-9);
        assertEquals(expected.score(), found.score(), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aBeamOfOneIsTheGreedyWayAndAWiderOneIsNoWorseThanWhatItFinds(int attempt) {
        EncoderDecoder pair = pair();
        for (int i = 0; i < 10 * attempt; i++) {
            float[] code = code();
            BeamDecoder.Found one = new BeamDecoder(pair, Kernels.best(), 1).run(code, 0, START, END, LIMIT);
            int[] greedy = new GreedyDecoder(pair, Kernels.best(), GreedyDecoder.Feedback.ONE_HOT)
                    .run(code, 0, START, END, LIMIT).stream()
                            .mapToInt(BeamDecoderTest::largest)
                            .toArray();
            BeamDecoder.Found all = new BeamDecoder(pair, Kernels.best(), 200).run(code, 0, START, END, LIMIT);

            assertArrayEquals(greedy, one.tokens());
            assertTrue(all.score() >= one.score());
        }
    }

    private static int largest(float[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
