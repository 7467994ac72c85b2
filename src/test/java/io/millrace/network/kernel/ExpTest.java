package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpTest {
    @Test
    void itIsNearTheExponentialWhereverThatIsANormalNumber() {
        double worst = 0;
        for (float x = -87.33f; x < 88.72f; x += 1.3e-4f) {
            double expected = Math.exp(x);
            worst = Math.max(worst, Math.abs(Exp.of(x) - expected) / expected);
        }
        double found = worst;
        assertTrue(found < 2e-7, () -> "expected a relative error below 2e-7, found " + found);
    }

    @Test
    void itEndsInZeroAndInfinity() {
        assertEquals(0f, Exp.of(Float.NEGATIVE_INFINITY));
        assertEquals(0f, Exp.of(-1e30f));
        assertEquals(Math.exp(-95), Exp.of(-95f), Float.MIN_VALUE);
        assertEquals(Float.MIN_VALUE, Exp.of(-103.2f));
        assertEquals(1f, Exp.of(0f));
        assertEquals(1f, Exp.of(-0f));
        assertEquals(Float.POSITIVE_INFINITY, Exp.of(88.8f));
        assertEquals(Float.POSITIVE_INFINITY, Exp.of(Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(Exp.of(Float.NaN)));
    }

    /** Against doubles, for rows of every kind: flat, steep, and with one number far above the others. */
    @Test
    void whatIsBuiltOnItIsWithinAMillionthOfItsDefinition() {
        Random random = new Random(3);
        for (int row = 0; row < 2000; row++) {
            int n = 1 + random.nextInt(100);
            double spread = Math.pow(10, -2 + 4 * random.nextDouble());
            float[] x = new float[n];
            for (int j = 0; j < n; j++) {
                x[j] = (float) (random.nextGaussian() * spread);
            }
            assertSoftmax(x);
            float[] silu = x.clone();
            Activations.apply(Activation.SILU, silu, n);
            for (int j = 0; j < n; j++) {
                double expected = x[j] / (1 + Math.exp(-x[j]));
                assertEquals(expected, silu[j], 1e-6 * Math.max(1, Math.abs(expected)));
            }
        }
    }

    private static void assertSoftmax(float[] x) {
        float[] actual = x.clone();
        Activations.apply(Activation.SOFTMAX, actual, x.length);
        double max = Double.NEGATIVE_INFINITY;
        for (float value : x) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (float value : x) {
            sum += Math.exp(value - max);
        }
        double total = 0;
        for (int j = 0; j < x.length; j++) {
            double expected = Math.exp(x[j] - max) / sum;
            // Rounding x − max shifts the argument by up to half a last bit of it.
            double shift = 0.5 * Math.ulp((float) (max - x[j]));
            assertEquals(expected, actual[j], (1e-6 + shift) * expected + 1e-37);
            total += actual[j];
        }
        assertEquals(1, total, 1e-6);
    }
}
