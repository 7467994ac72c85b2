package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VectorMatricesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Shapes change in one JVM, which is what makes C2 recompile; whole panels, short ones, few rows and many. */
    @Test
    void aWarmProductAllocatesNothing() {
        int[][] shapes = {{16, 128, 64}, {100, 65, 30}, {7, 33, 200}, {160, 512, 16}, {50, 1, 5}};
        MatrixProducts products = new VectorMatrices();
        float[] a = KernelCase.random(100_000, 1, 1);
        float[] b = KernelCase.random(100_000, 2, 1);
        float[] c = new float[100_000];
        OuterProductSum[] sums = Arrays.stream(shapes)
                .map(shape -> products.outerProductSum(shape[2], shape[1]))
                .toArray(OuterProductSum[]::new);
        long spent = -1;
        for (int round = 0; round < 60 && spent != 0; round++) {
            spent = 0;
            for (int index = 0; index < shapes.length; index++) {
                int[] shape = shapes[index];
                float[] packed = new float[products.packedSize(shape[1], shape[2])];
                products.pack(shape[1], shape[2], b, packed);
                float[] right = new float[products.packedSize(shape[1], shape[0])];
                products.pack(shape[1], shape[0], b, right);
                long before = 0;
                for (int i = 0; i < 200; i++) {
                    before = i == 190 ? allocated() : before;
                    products.multiply(shape[0], shape[1], shape[2], a, 0, packed, c, 0);
                    products.addRows(shape[0], shape[1], a, 0, c, 0);
                    products.multiplyAdd(shape[0], shape[1], shape[2], a, 0, packed, c, 0);
                    sums[index].clear();
                    sums[index].add(shape[0], a, 0, shape[2], right);
                    sums[index].addTo(c, 0, shape[1]);
                }
                spent += allocated() - before;
            }
        }
        assertEquals(0, spent, "bytes that a round of warm products allocated");
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
