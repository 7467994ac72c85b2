package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of every layer against the numbers of real Keras, over whole arrays and step by step. */
class GoldenGraphTest {
    /** Keras' own float error; outputs beyond 1 count in proportion. */
    private static final double TOLERANCE = 5e-6;

    static List<GoldenGraph> cases() throws IOException {
        return GoldenGraph.all();
    }

    static List<GoldenGraph> steppable() throws IOException {
        return GoldenGraph.all().stream()
                .filter(golden -> golden.model().architecture().canStep())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void wholeArraysGiveKerasNumbers(GoldenGraph golden) {
        List<Batch> outputs = new GraphRunner(golden.model(), Kernels.best(), 2)
                .run(golden.inputs().toArray(Batch[]::new));

        assertEquals(golden.expected().size(), outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            Batch expected = golden.expected().get(i);
            assertEquals(expected.shape(), outputs.get(i).shape());
            for (int j = 0; j < expected.values().length; j++) {
                float wanted = expected.values()[j];
                assertEquals(
                        wanted, outputs.get(i).values()[j], TOLERANCE * Math.max(1, Math.abs(wanted)), "float " + j);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("steppable")
    void steppingOneByOneGivesTheBitsOfWholeArrays(GoldenGraph golden) {
        List<Batch> whole = new GraphRunner(golden.model(), Kernels.best(), 2)
                .run(golden.inputs().toArray(Batch[]::new));

        float[][] stepped = Streams.outputs(golden.model(), golden.inputs());

        for (int row = 0; row < stepped.length; row++) {
            int column = 0;
            for (Batch result : whole) {
                column = assertRow(
                        result, row, stepped[row], column, golden.model().outputs());
            }
        }
    }

    /** @param stepped [steps, outputs] of the row; where the result is a vector, the last step's counts */
    private static int assertRow(Batch result, int row, float[] stepped, int column, int outputs) {
        int width = result.shape().width();
        int steps = result.shape().isSequence() ? result.shape().steps() : 1;
        int first = stepped.length / outputs - steps;
        for (int step = 0; step < steps; step++) {
            int at = (first + step) * outputs + column;
            int from = (row * steps + step) * width;
            assertArrayEquals(
                    Arrays.copyOfRange(result.values(), from, from + width),
                    Arrays.copyOfRange(stepped, at, at + width),
                    0f);
        }
        return column + width;
    }

    @Test
    void whatLooksAtLaterStepsSaysSoInOneLine() throws IOException {
        List<GoldenGraph> refused = GoldenGraph.all().stream()
                .filter(golden -> !golden.model().architecture().canStep())
                .toList();

        assertEquals(GoldenGraph.all().size(), refused.size() + steppable().size());
        for (GoldenGraph golden : refused) {
            String reason = golden.model().architecture().whyNotStep().orElseThrow();
            assertEquals(1, reason.lines().count());
        }
        assertTrue(steppable().size() > 30, steppable().size() + " can be stepped");
    }
}
