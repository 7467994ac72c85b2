package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every implementation of {@link Kernels} keeps. */
abstract class KernelsContract {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Kernels kernels;

    KernelsContract(Kernels kernels) {
        this.kernels = kernels;
    }

    static List<KernelCase> cases() {
        return KernelCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStepIsNearItsDefinition(KernelCase layer) {
        StepKernel kernel = layer.kernel(kernels, 5);
        ReferenceStep reference = new ReferenceStep(layer, layer.weights(kernel.parameters()));
        Rows rows = new Rows(layer, kernel, 5, 7);
        for (int step = 0; step < 3; step++) {
            double[][][] expected = new double[5][][];
            for (int row = 0; row < 5; row++) {
                expected[row] = reference.step(rows.inputs[row], rows.states[row]);
            }
            rows.step(kernel, rows.all());
            for (int row = 0; row < 5; row++) {
                assertNear(expected[row][0], rows.outputs[row]);
                assertNear(expected[row][1], rows.states[row]);
            }
        }
    }

    /** Within 1e-5 relative, 1e-6 absolute. */
    private static void assertNear(double[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6 + 1e-5 * Math.abs(expected[i]), "at " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRowsBitsDoNotDependOnItsBatch(KernelCase layer) {
        int count = 23;
        StepKernel single = layer.kernel(kernels, 1);
        StepKernel kernel = layer.kernel(kernels, count);
        Rows alone = new Rows(layer, kernel, count, 3);
        Rows together = new Rows(layer, kernel, count, 3);
        Rows backwards = new Rows(layer, kernel, count, 3);
        Rows split = new Rows(layer, kernel, count, 3);
        for (int step = 0; step < 3; step++) {
            int[] order = alone.all();
            for (int row : order) {
                alone.step(single, row);
            }
            together.step(kernel, order);
            backwards.step(kernel, reversed(order));
            for (int from = 0, size = 1; from < count; from += size++) {
                split.step(kernel, Arrays.copyOfRange(order, from, Math.min(count, from + size)));
            }
            for (int row : order) {
                assertArrayEquals(alone.bits(row), together.bits(row), "together, row " + row);
                assertArrayEquals(alone.bits(row), backwards.bits(row), "backwards, row " + row);
                assertArrayEquals(alone.bits(row), split.bits(row), "split, row " + row);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aKernelsBitsDoNotDependOnThoseItTakesTurnsWith(KernelCase layer) {
        Kernels turns = kernels.takingTurns();
        KernelCase wider = KernelCase.of(layer.kind(), layer.inputs() + 9, layer.units() + 21);
        StepKernel before = wider.kernel(turns, 7);
        StepKernel kernel = layer.kernel(turns, 5);
        StepKernel apart = layer.kernel(kernels, 5);
        Rows others = new Rows(wider, before, 7, 2);
        Rows rows = new Rows(layer, kernel, 5, 3);
        Rows expected = new Rows(layer, apart, 5, 3);
        for (int step = 0; step < 3; step++) {
            others.step(before, others.all());
            rows.step(kernel, rows.all());
            expected.step(apart, expected.all());
            for (int row = 0; row < 5; row++) {
                assertArrayEquals(expected.bits(row), rows.bits(row), "row " + row);
            }
        }
    }

    private static int[] reversed(int[] order) {
        int[] reversed = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            reversed[i] = order[order.length - 1 - i];
        }
        return reversed;
    }

    /** With linear activations the trace shows the sums themselves. */
    @ParameterizedTest
    @EnumSource(KernelCase.Kind.class)
    void eachSumIsOneChainOverTheBiasTheInputsAndTheHiddenStateInOrder(KernelCase.Kind kind) {
        for (int units : new int[] {1, 6, 17, 40}) {
            KernelCase layer = new KernelCase(kind, 5, units, Activation.LINEAR, Activation.LINEAR, true);
            StepKernel kernel = layer.kernel(kernels, 4);
            float[] weights = layer.weights(kernel.parameters());
            Rows rows = new Rows(layer, kernel, 4, 11);
            Chain chain = new Chain(layer, weights);
            float[][] expected = new float[4][];
            for (int row = 0; row < 4; row++) {
                expected[row] = chain.sums(rows.inputs[row], rows.states[row]);
            }
            float[] trace = new float[4 * kernel.traceSize()];
            rows.step(kernel, trace, rows.all());
            for (int row = 0; row < 4; row++) {
                int at = row * kernel.traceSize();
                float[] sums = Arrays.copyOfRange(trace, at, at + expected[row].length);
                assertArrayEquals(expected[row], sums, 0f, kind + " " + units + " row " + row);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTraceHoldsWhatTheStepComputed(KernelCase layer) {
        int n = layer.units();
        StepKernel kernel = layer.kernel(kernels, 6);
        Rows rows = new Rows(layer, kernel, 6, 5);
        float[][] before = Stream.of(rows.states).map(float[]::clone).toArray(float[][]::new);
        float[] trace = new float[3 + 6 * kernel.traceSize()];
        for (int row = 0; row < 6; row++) {
            kernel.load(row, rows.inputs[row], 0, rows.states[row], 0);
        }
        kernel.step(6, trace, 3);
        for (int row = 0; row < 6; row++) {
            kernel.store(row, rows.states[row], 0, rows.outputs[row], 0);
            int at = 3 + row * kernel.traceSize();
            for (int j = 0; j < n; j++) {
                float h = kernel.stateSize() == 0 ? 0 : before[row][j];
                float output =
                        switch (layer.kind()) {
                            case DENSE, SIMPLE_RNN -> trace[at + j];
                            case LSTM -> trace[at + 3 * n + j] * trace[at + 4 * n + j];
                            case GRU, GRU_RESET_BEFORE ->
                                Math.fma(trace[at + j], h, (1 - trace[at + j]) * trace[at + 2 * n + j]);
                        };
                assertEquals(rows.outputs[row][j], output, layer + " row " + row + " unit " + j);
                if (layer.kind() == KernelCase.Kind.LSTM) {
                    float c = Math.fma(trace[at + n + j], before[row][n + j], trace[at + j] * trace[at + 2 * n + j]);
                    assertEquals(rows.states[row][n + j], c);
                }
                if (layer.kind() == KernelCase.Kind.GRU_RESET_BEFORE) {
                    assertEquals(trace[at + n + j] * h, trace[at + 3 * n + j]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aTraceChangesNoBit(KernelCase layer) {
        StepKernel kernel = layer.kernel(kernels, 6);
        Rows plain = new Rows(layer, kernel, 6, 5);
        Rows traced = new Rows(layer, kernel, 6, 5);
        plain.step(kernel, plain.all());
        traced.step(kernel, new float[6 * kernel.traceSize()], traced.all());
        for (int row = 0; row < 6; row++) {
            assertArrayEquals(plain.bits(row), traced.bits(row));
        }
    }

    @ParameterizedTest
    @EnumSource(KernelCase.Kind.class)
    void aRowOfStrangeNumbersReachesNoOther(KernelCase.Kind kind) {
        float[] strange = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e20f, -0f, Float.MIN_VALUE};
        for (int units : new int[] {3, 16, 37}) {
            KernelCase layer = KernelCase.of(kind, 6, units);
            StepKernel kernel = layer.kernel(kernels, 9);
            Rows clean = new Rows(layer, kernel, 9, 13);
            Rows stained = new Rows(layer, kernel, 9, 13);
            clean.step(kernel, clean.all());
            System.arraycopy(strange, 0, stained.inputs[4], 0, 6);
            Arrays.fill(stained.states[4], Float.NaN);
            stained.step(kernel, stained.all());
            for (int row = 0; row < 9; row++) {
                if (row != 4) {
                    assertArrayEquals(clean.bits(row), stained.bits(row), kind + " row " + row);
                }
            }
            assertTrue(Float.isNaN(stained.outputs[4][0]));
        }
    }

    @ParameterizedTest
    @EnumSource(KernelCase.Kind.class)
    void newWeightsReplaceTheOldOnesWhole(KernelCase.Kind kind) {
        for (boolean useBias : new boolean[] {true, false}) {
            KernelCase layer = new KernelCase(kind, 4, 21, Activation.TANH, Activation.SIGMOID, useBias);
            StepKernel fresh = layer.kernel(kernels, 2);
            StepKernel used = layer.unpacked(kernels, 2);
            float[] others = KernelCase.random(used.parameters() + 9, 99, 1);
            used.pack(others, 9);
            new Rows(layer, used, 2, 1).step(used, 0, 1);
            System.arraycopy(layer.weights(used.parameters()), 0, others, 5, used.parameters());
            used.pack(others, 5);
            Arrays.fill(others, Float.NaN); // The kernel keeps a copy.
            Rows first = new Rows(layer, fresh, 2, 17);
            Rows second = new Rows(layer, used, 2, 17);
            first.step(fresh, 0, 1);
            second.step(used, 0, 1);
            assertArrayEquals(first.bits(0), second.bits(0));
            assertArrayEquals(first.bits(1), second.bits(1));
        }
    }

    @ParameterizedTest
    @EnumSource(KernelCase.Kind.class)
    void anEmptyBatchChangesNothing(KernelCase.Kind kind) {
        KernelCase layer = KernelCase.of(kind, 4, 9);
        StepKernel kernel = layer.kernel(kernels, 3);
        Rows rows = new Rows(layer, kernel, 1, 3);
        Rows expected = new Rows(layer, kernel, 1, 3);
        expected.step(kernel, 0);
        rows.step(kernel);
        rows.step(kernel, 0);
        assertArrayEquals(expected.bits(0), rows.bits(0));
    }

    @ParameterizedTest
    @EnumSource(KernelCase.Kind.class)
    void wrongSizesAreRefused(KernelCase.Kind kind) {
        KernelCase layer = KernelCase.of(kind, 4, 9);
        StepKernel kernel = layer.kernel(kernels, 3);
        float[] input = new float[4];
        float[] state = new float[kernel.stateSize()];
        float[] few = new float[kernel.parameters() - 1];
        assertThrows(IllegalArgumentException.class, () -> kernel.pack(few, 0));
        assertThrows(IllegalArgumentException.class, () -> kernel.pack(new float[kernel.parameters()], 1));
        assertThrows(IllegalArgumentException.class, () -> kernel.step(4));
        assertThrows(IllegalArgumentException.class, () -> kernel.step(-1));
        float[] shortTrace = new float[2 * kernel.traceSize()];
        assertThrows(IllegalArgumentException.class, () -> kernel.step(2, shortTrace, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> kernel.load(3, input, 0, state, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernel.load(0, input, 1, state, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernel.store(3, state, 0, new float[9], 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernel.store(0, state, 0, new float[9], 1));
    }

    @Test
    void productsAreChainsFromTheirTargetOverTheDepthInOrder() {
        int[] sizes = {1, 2, 3, 4, 5, 7, 15, 16, 17, 31, 33, 64, 70, 130};
        for (int m : sizes) {
            for (int n : sizes) {
                int k = sizes[(m * 31 + n) % sizes.length];
                product(m, n, k);
                product(m, n, 300);
            }
        }
        product(3, 70, 1100); // deeper than a block, and turned: wider than one
        product(1100, 70, 3);
        product(1030, 18, 135);
    }

    /** Guard floats around all operands: nothing but C may change. */
    private void product(int m, int n, int k) {
        float[] a = KernelCase.random(m * k + 6, 1, 1);
        float[] b = KernelCase.random(k * n, 2, 1);
        float[] c = KernelCase.random(m * n + 9, 3, 1);
        float[] expected = c.clone();
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                for (int step = 0; step < k; step++) {
                    int at = 5 + row * n + column;
                    expected[at] = Math.fma(a[6 + row * k + step], b[step * n + column], expected[at]);
                }
            }
        }
        MatrixProducts products = kernels.products();
        float[] packed = packed(products, k, n, b);
        products.multiplyAdd(m, n, k, a, 6, packed, c, 5);
        assertArrayEquals(expected, c, 0f, "multiplyAdd " + m + " " + n + " " + k);
        float[] overwritten = c.clone();
        Arrays.fill(c, 5, 5 + m * n, 0f);
        products.multiplyAdd(m, n, k, a, 6, packed, c, 5);
        products.multiply(m, n, k, a, 6, packed, overwritten, 5);
        assertArrayEquals(c, overwritten, 0f, "multiply " + m + " " + n + " " + k);
        outerProducts(products, m, n, k);
        float[] sum = KernelCase.random(n + 7, 5, 1);
        expected = sum.clone();
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                expected[3 + column] += c[5 + row * n + column];
            }
        }
        products.addRows(m, n, c, 5, sum, 3);
        assertArrayEquals(expected, sum, 0f, "addRows " + m + " " + n);
    }

    /** Two blocks, the rows of A wider than what is taken of them, added where something stands: each element is one chain. */
    private void outerProducts(MatrixProducts products, int m, int n, int k) {
        int aRow = k + 2;
        float[] a = KernelCase.random(2 * m * aRow + 6, 6, 1);
        float[] b = KernelCase.random(2 * m * n, 4, 1);
        float[] expected = KernelCase.random(k * (n + 3) + 7, 5, 1);
        float[] target = expected.clone();
        OuterProductSum sum = products.outerProductSum(k, n);
        sum.add(1, a, 0, aRow, packed(products, 1, n, b)); // what was there before is forgotten
        sum.clear();
        sum.add(m, a, 6, aRow, packed(products, m, n, b));
        sum.add(m, a, 6 + m * aRow, aRow, packed(products, m, n, Arrays.copyOfRange(b, m * n, 2 * m * n)));
        sum.addTo(target, 4, n + 3);
        for (int row = 0; row < k; row++) {
            for (int column = 0; column < n; column++) {
                float chain = 0;
                for (int step = 0; step < 2 * m; step++) {
                    chain = Math.fma(a[6 + step * aRow + row], b[step * n + column], chain);
                }
                expected[4 + row * (n + 3) + column] += chain;
            }
        }
        assertArrayEquals(expected, target, 0f, "outer products " + m + " " + n + " " + k);
    }

    private static float[] packed(MatrixProducts products, int m, int n, float[] b) {
        float[] packed = new float[products.packedSize(n, m)];
        products.pack(n, m, b, packed);
        return packed;
    }

    /** Batch sizes and shapes change in one JVM, which is what makes C2 recompile, and once boxed vectors. */
    @Test
    void aWarmStepAllocatesNothing() {
        List<KernelCase> layers = KernelCase.all();
        int[] batches = {1, 2, 3, 4, 5, 6, 8, 13, 15, 32};
        long spent = -1;
        for (int round = 0; round < 100 && spent != 0; round++) { // as long as the compiler has work to do
            spent = 0;
            for (KernelCase layer : layers) {
                StepKernel kernel = layer.kernel(kernels, 32);
                Rows rows = new Rows(layer, kernel, 32, 1);
                float[] trace = new float[32 * kernel.traceSize()];
                for (int batch : batches) {
                    int[] order = Arrays.copyOf(rows.all(), batch);
                    for (int i = 0; i < 20; i++) {
                        rows.step(kernel, order);
                    }
                    long before = allocated();
                    for (int i = 0; i < 10; i++) {
                        rows.step(kernel, order);
                        rows.step(kernel, trace, order);
                    }
                    spent += allocated() - before;
                }
            }
        }
        assertEquals(0, spent, "bytes that a round of warm steps allocated");
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
