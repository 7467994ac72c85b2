package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors and plain Java give the same bits, on every machine and every JDK. */
class SameBitsTest {
    private static final Kernels SCALAR = new ScalarKernels();
    private static final Kernels VECTOR = new VectorKernels();

    static List<KernelCase> cases() {
        return KernelCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyLayerGivesTheSameBits(KernelCase layer) {
        assertSameBits(layer, 11, false);
    }

    @ParameterizedTest
    @EnumSource(KernelCase.Kind.class)
    void everyShapeGivesTheSameBits(KernelCase.Kind kind) {
        Random random = new Random(4);
        for (int size = 1; size <= 130; size++) {
            assertSameBits(KernelCase.of(kind, 1 + random.nextInt(130), size), 1 + size % 7, false);
            assertSameBits(KernelCase.of(kind, size, 1 + random.nextInt(130)), 1 + size % 7, false);
        }
    }

    /** Rows alone in plain Java, and in batches of odd sizes in an order by lot in vectors. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void neitherBatchNorOrderNorVectorsChangeABit(long seed) {
        Random random = new Random(seed);
        for (KernelCase.Kind kind : KernelCase.Kind.values()) {
            KernelCase layer = KernelCase.of(kind, 1 + random.nextInt(70), 1 + random.nextInt(140));
            int count = 2 + random.nextInt(40);
            StepKernel single = layer.kernel(SCALAR, 1);
            StepKernel together = layer.kernel(VECTOR, count);
            Rows alone = new Rows(layer, single, count, (int) seed);
            Rows mixed = new Rows(layer, together, count, (int) seed);
            List<Integer> order =
                    new ArrayList<>(Arrays.stream(alone.all()).boxed().toList());
            for (int step = 0; step < 3; step++) {
                for (int row : alone.all()) {
                    alone.step(single, row);
                }
                Collections.shuffle(order, random);
                for (int from = 0, to; from < count; from = to) {
                    to = Math.min(count, from + 1 + 2 * random.nextInt(10));
                    mixed.step(
                            together,
                            order.subList(from, to).stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray());
                }
                for (int row : alone.all()) {
                    assertArrayEquals(alone.bits(row), mixed.bits(row), layer + " step " + step + " row " + row);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void strangeNumbersGiveTheSameBits(KernelCase layer) {
        assertSameBits(layer, 9, true);
    }

    private static void assertSameBits(KernelCase layer, int count, boolean strange) {
        StepKernel scalar = layer.kernel(SCALAR, count);
        StepKernel vector = layer.kernel(VECTOR, count);
        Rows expected = new Rows(layer, scalar, count, 21);
        Rows actual = new Rows(layer, vector, count, 21);
        float[] expectedTrace = new float[count * scalar.traceSize()];
        float[] actualTrace = new float[count * vector.traceSize()];
        for (int step = 0; step < 3; step++) {
            if (strange) {
                stain(expected, step);
                stain(actual, step);
            }
            expected.step(scalar, expectedTrace, expected.all());
            actual.step(vector, actualTrace, actual.all());
            for (int row = 0; row < count; row++) {
                assertArrayEquals(expected.bits(row), actual.bits(row), layer + " step " + step + " row " + row);
            }
            assertArrayEquals(bits(expectedTrace), bits(actualTrace), layer + " trace of step " + step);
        }
    }

    private static void stain(Rows rows, int step) {
        float[] strange = {
            -0f,
            0f,
            Float.MIN_VALUE,
            -1e-39f,
            1e20f,
            -1e20f,
            3e38f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN
        };
        Random random = new Random(step);
        for (int row = 0; row < rows.count; row++) {
            float[] input = rows.inputs[row];
            input[random.nextInt(input.length)] = strange[(row + step) % strange.length];
            if (step == 0 && rows.states[row].length > 0) {
                rows.states[row][random.nextInt(rows.states[row].length)] = strange[(row + 5) % strange.length];
            }
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(values[i]));
        return bits;
    }

    @Test
    void tanhAndSigmoidGiveTheSameBitsForEveryKindOfNumber() {
        int n = 1 << 16;
        float[] plain = new float[n];
        Random random = new Random(9);
        for (int i = 0; i < n; i++) {
            plain[i] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian() * 3;
        }
        plain[0] = -0f;
        float[] vectors = plain.clone();
        Activations.apply(Activation.TANH, plain, n);
        VectorFunction.tanh(n).apply(vectors, 0);
        assertArrayEquals(bits(plain), bits(vectors));
        Activations.apply(Activation.SIGMOID, plain, n);
        VectorFunction.sigmoid(n).apply(vectors, 0);
        assertArrayEquals(bits(plain), bits(vectors));
    }

    @Test
    void theExponentialGivesTheSameBitsForEveryKindOfNumber() {
        int n = 1 << 16;
        Random random = new Random(11);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) random.nextGaussian() * 40;
        }
        for (Activation activation : List.of(Activation.EXPONENTIAL, Activation.SILU)) {
            float[] plain = numbers.clone();
            float[] vectors = numbers.clone();
            Activations.apply(activation, plain, n);
            new VectorExponential(activation, n).apply(vectors, 0);
            assertArrayEquals(bits(plain), bits(vectors), activation.kerasName());
        }
    }

    /** The hash was written once; any JDK, vector width or compiler that gives another bit somewhere fails here. */
    @Test
    void theBitsAreThoseOfEveryOtherMachine() {
        assertEquals(GoldenBits.EXPECTED, GoldenBits.hash(SCALAR), "scalar");
        assertEquals(GoldenBits.EXPECTED, GoldenBits.hash(VECTOR), "vector");
        assertEquals(GoldenBits.EXPECTED_LATER, GoldenBits.laterHash(SCALAR), "scalar, later activations");
        assertEquals(GoldenBits.EXPECTED_LATER, GoldenBits.laterHash(VECTOR), "vector, later activations");
    }
}
