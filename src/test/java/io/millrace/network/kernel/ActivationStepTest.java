package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationStepTest {
    private static final float[] NO_STATE = {};

    @ParameterizedTest
    @EnumSource(Activation.class)
    void vectorsGiveTheBitsOfPlainJava(Activation activation) {
        for (int width : new int[] {1, 7, 16, 33}) {
            assertArrayEquals(
                    run(new ScalarKernels(), activation, width), run(new VectorKernels(), activation, width), 0f);
        }
    }

    private static float[] run(Kernels kernels, Activation activation, int width) {
        int rows = 3;
        StepKernel kernel = kernels.activation(activation, width, rows);
        Random random = new Random(width);
        float[] in = new float[rows * width];
        for (int i = 0; i < in.length; i++) {
            in[i] = (float) random.nextGaussian() * 4;
        }
        for (int row = 0; row < rows; row++) {
            kernel.load(row, in, row * width, NO_STATE, 0);
        }
        kernel.step(rows);
        float[] out = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            kernel.store(row, NO_STATE, 0, out, row * width);
        }
        return out;
    }

    /** SciPy's {@code scipy.stats.norm.cdf}. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1, 0.8413447460685429",
        "-1, 0.15865525393145707",
        "-3, 0.0013498980316300933",
        "-4.5, 3.3976731247300535e-06",
        "-6, 9.865876450376946e-10",
        "-10, 7.619853024160495e-24",
        "8, 0.9999999999999993"
    })
    void theNormalDistributionHasItsTails(double x, double expected) {
        assertEquals(expected, Normal.probabilityBelow(x), 1e-11 * expected);
    }

    @Test
    void theNormalDistributionIsSteadyWhereSeriesAndFractionMeet() {
        double meeting = -3 * Math.sqrt(2);
        double below = Normal.probabilityBelow(Math.nextDown(meeting));
        assertEquals(Normal.probabilityBelow(Math.nextUp(meeting)), below, 1e-10 * below);
    }
}
