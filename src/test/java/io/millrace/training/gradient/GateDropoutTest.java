package io.millrace.training.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Architecture;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With recurrent_dropout each gate has masks of its own, for the inputs and for h; one mask for all steps. */
class GateDropoutTest {
    private static final int INPUTS = 5;
    private static final int UNITS = 6;
    private static final int ROWS = 3;
    private static final int STEPS = 4;

    static Stream<Arguments> layers() {
        return Stream.of(true, false).flatMap(inputs -> {
            Recurrence way = Recurrence.SEQUENCES.withDropout(inputs ? 0.4 : 0, 0.4);
            Activation tanh = Activation.TANH;
            Activation sigmoid = Activation.SIGMOID;
            return Stream.of(
                            new RecurrentLayer.SimpleRnn("rnn", UNITS, tanh, true, true),
                            new RecurrentLayer.Lstm("lstm", UNITS, tanh, sigmoid, true, true),
                            new RecurrentLayer.Gru("gru", UNITS, tanh, sigmoid, true, true, true),
                            new RecurrentLayer.Gru("gru", UNITS, tanh, sigmoid, true, false, true))
                    .map(layer -> Arguments.of(layer.with(layer.name(), way)));
        });
    }

    private static final class Window {
        private final SequencePass pass;
        private final float[] wanted;

        Window(Architecture architecture) {
            pass = new SequencePass(architecture, Set.of(), Kernels.best(), ROWS, List.of(STEPS), 7);
            wanted = random(STEPS * ROWS * UNITS, 3);
        }

        /** The outputs' sum, weighted by {@link #wanted}: its errors are those weights. */
        double run(float[] parameters) {
            pass.pack(parameters);
            pass.dropOut(5, 0);
            Flow in = pass.input(0);
            in.begin(ROWS, STEPS);
            System.arraycopy(random(in.size(), 2), 0, in.values(), 0, in.size());
            pass.forward(random(ROWS * 2 * UNITS, 4), 0);
            double sum = 0;
            for (int i = 0; i < wanted.length; i++) {
                sum += (double) wanted[i] * pass.result(0).values()[i];
            }
            return sum;
        }

        double slope(float[] parameters, int index, float delta) {
            float[] moved = parameters.clone();
            moved[index] = parameters[index] + delta;
            double above = run(moved);
            double width = moved[index];
            moved[index] = parameters[index] - delta;
            return (above - run(moved)) / (width - moved[index]);
        }

        float[] gradient(float[] parameters) {
            run(parameters);
            pass.clearErrors();
            System.arraycopy(wanted, 0, pass.result(0).errors(), 0, wanted.length);
            float[] gradient = new float[parameters.length];
            pass.backward(gradient);
            return gradient;
        }
    }

    private static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (0.6 * random.nextGaussian());
        }
        return values;
    }

    /** Central differences, extrapolated to a width of 0; of floats they are good to about 1e-4 of the largest component. */
    @ParameterizedTest
    @MethodSource("layers")
    void theGradientPassesThroughTheMasks(RecurrentLayer layer) {
        Architecture architecture = new Architecture(INPUTS, List.of(layer));
        Window window = new Window(architecture);
        float[] parameters = random(architecture.parameterCount(), 1);
        float[] gradient = window.gradient(parameters);
        double largest = 0;
        for (float component : gradient) {
            largest = Math.max(largest, Math.abs(component));
        }
        for (int i = 0; i < parameters.length; i++) {
            double wide = window.slope(parameters, i, 1f / 64);
            double slope = (4 * window.slope(parameters, i, 1f / 128) - wide) / 3;
            assertEquals(slope, gradient[i], 5e-4 * largest, "parameter " + i);
        }
    }

    /** What a mask leaves out of every step for every row leaves no trace in that gate's rows of the recurrent kernel. */
    @ParameterizedTest
    @MethodSource("layers")
    void everyGateHasMasksOfItsOwn(RecurrentLayer layer) {
        Architecture architecture = new Architecture(INPUTS, List.of(layer));
        SequencePass pass = new SequencePass(architecture, Set.of(), Kernels.best(), 1, List.of(STEPS), 7);
        float[] parameters = random(architecture.parameterCount(), 1);
        pass.pack(parameters);
        pass.dropOut(5, 0);
        Flow in = pass.input(0);
        in.begin(1, STEPS);
        System.arraycopy(random(in.size(), 2), 0, in.values(), 0, in.size());
        pass.forward(random(2 * UNITS, 4), 0);
        pass.clearErrors();
        Arrays.fill(pass.result(0).errors(), 1f);
        float[] gradient = new float[parameters.length];
        pass.backward(gradient);
        int gates = GateBlocks.gates(layer);
        int at = INPUTS * gates * UNITS;
        List<List<Boolean>> leftOut = new ArrayList<>();
        for (int gate = 0; gate < gates; gate++) {
            List<Boolean> rows = new ArrayList<>();
            for (int row = 0; row < UNITS; row++) {
                int from = at + (row * gates + gate) * UNITS;
                boolean zero = true;
                for (int i = from; i < from + UNITS; i++) {
                    zero &= gradient[i] == 0f;
                }
                rows.add(zero);
            }
            leftOut.add(rows);
        }
        assertTrue(leftOut.stream().anyMatch(rows -> rows.contains(true) && rows.contains(false)), leftOut.toString());
        assertEquals(gates, leftOut.stream().distinct().count(), leftOut.toString());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void outsideTrainingNothingIsLeftOut(RecurrentLayer layer) {
        Architecture dropping = new Architecture(INPUTS, List.of(layer));
        Architecture plain = new Architecture(INPUTS, List.of(layer.with(layer.name(), Recurrence.SEQUENCES)));
        float[] expected = judged(plain);
        assertTrue(Arrays.equals(expected, judged(dropping)));
        assertFalse(Arrays.equals(new float[expected.length], expected));
    }

    private static float[] judged(Architecture architecture) {
        SequencePass pass = new SequencePass(architecture, Set.of(), Kernels.best(), ROWS, List.of(STEPS), 7);
        pass.pack(random(architecture.parameterCount(), 1));
        pass.keepAll();
        Flow in = pass.input(0);
        in.begin(ROWS, STEPS);
        System.arraycopy(random(in.size(), 2), 0, in.values(), 0, in.size());
        pass.forward(random(ROWS * 2 * UNITS, 4), 0);
        return pass.result(0).values();
    }
}
