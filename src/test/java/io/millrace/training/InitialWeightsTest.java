package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Architecture;
import io.millrace.network.Parameter;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import io.millrace.network.WrapperLayer;
import io.millrace.network.kernel.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialWeightsTest {
    private static final Architecture ARCHITECTURE = new Architecture(
            5, List.of(new RecurrentLayer.Lstm("lstm", 7, Activation.TANH, Activation.SIGMOID, true, true)));

    @ParameterizedTest
    @CsvSource({"7, 28", "28, 7", "16, 16", "1, 4"})
    void orthogonalMeansOrthonormalAlongTheShorterSide(int rows, int columns) {
        float[] matrix = new float[rows * columns];
        Initializer.ORTHOGONAL.fill(matrix, 0, rows, columns, new Random(3));
        int count = Math.min(rows, columns);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double dot = 0;
                for (int i = 0; i < Math.max(rows, columns); i++) {
                    dot += rows <= columns
                            ? matrix[a * columns + i] * matrix[b * columns + i]
                            : matrix[i * columns + a] * matrix[i * columns + b];
                }
                assertEquals(a == b ? 1 : 0, dot, 3e-7); // the numbers are floats
            }
        }
    }

    @Test
    void glorotUniformFillsItsRange() {
        float[] matrix = new float[30 * 20];
        Initializer.GLOROT_UNIFORM.fill(matrix, 0, 30, 20, new Random(1));
        double limit = Math.sqrt(6.0 / 50);
        double largest = 0;
        double sum = 0;
        for (float value : matrix) {
            largest = Math.max(largest, Math.abs(value));
            sum += value;
        }
        assertTrue(largest <= limit && largest > 0.98 * limit, "largest " + largest + " of " + limit);
        assertEquals(0, sum / matrix.length, 4 * limit / Math.sqrt(3.0 * matrix.length)); // four standard errors
    }

    @Test
    void biasesAreZeroButForTheForgetGate() {
        Weights weights = InitialWeights.of(ARCHITECTURE, 1);
        Parameter bias = ARCHITECTURE.parameters().get(2);
        float[] expected = new float[28];
        Arrays.fill(expected, 7, 14, 1f);
        assertArrayEquals(expected, weights.toArray(bias));
    }

    /** A wrapper's parts begin as they would alone. */
    @Test
    void bothSidesOfABidirectionalLayerBeginAsALayer() {
        RecurrentLayer.Lstm lstm = new RecurrentLayer.Lstm("lstm", 7, Activation.TANH, Activation.SIGMOID, true, true);
        Architecture both = new Architecture(
                5, List.of(WrapperLayer.Bidirectional.of("both", lstm, WrapperLayer.Bidirectional.Mode.CONCAT)));
        float[] alone = InitialWeights.of(ARCHITECTURE, 1).toArray();

        float[] weights = InitialWeights.of(both, 1).toArray();

        assertEquals(2 * alone.length, weights.length);
        assertArrayEquals(alone, Arrays.copyOf(weights, alone.length));
        float[] expected = new float[28];
        Arrays.fill(expected, 7, 14, 1f);
        assertArrayEquals(expected, Arrays.copyOfRange(weights, weights.length - 28, weights.length));
    }

    @Test
    void theSeedDecidesEveryBit() {
        float[] first = InitialWeights.of(ARCHITECTURE, 1).toArray();
        assertArrayEquals(first, InitialWeights.of(ARCHITECTURE, 1).toArray());
        assertFalse(Arrays.equals(first, InitialWeights.of(ARCHITECTURE, 2).toArray()));
    }

    @Test
    void theOtherInitializersHaveKerasDeviationsAndBounds() {
        assertSpread(Initializer.GLOROT_NORMAL, Math.sqrt(2.0 / 50), 2 / 0.8796 * Math.sqrt(2.0 / 50));
        assertSpread(Initializer.HE_NORMAL, Math.sqrt(2.0 / 30), 2 / 0.8796 * Math.sqrt(2.0 / 30));
        assertSpread(Initializer.HE_UNIFORM, Math.sqrt(2.0 / 30), Math.sqrt(6.0 / 30));
        assertSpread(Initializer.randomNormal(0, 0.3), 0.3, 2);
        assertSpread(Initializer.randomUniform(-0.05, 0.05), 0.1 / Math.sqrt(12), 0.05);
        float[] matrix = new float[4];
        Initializer.constant(0.25).fill(matrix, 1, 1, 2, new Random(1));
        assertArrayEquals(new float[] {0, 0.25f, 0.25f, 0}, matrix);
    }

    /** Of a matrix [30, 20]. */
    private static void assertSpread(Initializer initializer, double deviation, double limit) {
        float[] matrix = new float[600];
        initializer.fill(matrix, 0, 30, 20, new Random(1));
        double squares = 0;
        for (float value : matrix) {
            squares += value * value;
            assertTrue(Math.abs(value) <= limit, () -> value + " beyond " + limit);
        }
        double found = Math.sqrt(squares / matrix.length);
        assertEquals(deviation, found, 0.12 * deviation); // four standard errors of a normal's deviation
    }

    @Test
    void theWeightsInsideAWrapperBeginLikeThoseOfItsParts() {
        RecurrentLayer.Lstm lstm = new RecurrentLayer.Lstm("lstm", 4, Activation.TANH, Activation.SIGMOID, true, true);
        Architecture both = new Architecture(
                3, List.of(WrapperLayer.Bidirectional.of("both", lstm, WrapperLayer.Bidirectional.Mode.CONCAT)));
        Weights weights = InitialWeights.of(both, 1);
        float[] bias = new float[16];
        Arrays.fill(bias, 4, 8, 1f);
        assertArrayEquals(bias, weights.toArray(both.parameters().get(2)));
        assertArrayEquals(bias, weights.toArray(both.parameters().get(5)));
    }

    @Test
    void anotherBeginningCanBeChosen() {
        Weights weights = InitialWeights.of(
                ARCHITECTURE,
                1,
                (layer, weight) -> weight.equals("bias") ? Optional.of(Initializer.ONES) : Optional.empty());
        float[] ones = new float[28];
        Arrays.fill(ones, 1f);
        assertArrayEquals(ones, weights.toArray(ARCHITECTURE.parameters().get(2)));
    }
}
