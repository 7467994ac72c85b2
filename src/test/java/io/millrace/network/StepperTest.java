package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepperTest {
    static List<GoldenGraph> steppable() throws IOException {
        return GoldenGraphTest.steppable();
    }

    @ParameterizedTest
    @MethodSource("steppable")
    void aWarmStepAllocatesNothing(GoldenGraph golden) {
        SequenceModel model = golden.model();
        Stepper stepper = model.stepper(Kernels.best(), 3);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = {states.acquire(), states.acquire(), states.acquire()};
        float[] in = new float[3 * model.inputs()];
        float[] out = new float[3 * model.outputs()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        // The compiler may move a little of its work into the thread: the leanest of many rounds counts.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 200 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int step = 0; step < 20; step++) {
                stepper.step(3, in, states, slots, out);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
    }

    @Test
    void aStreamsBitsDoNotDependOnTheBatchItIsIn() throws IOException {
        for (GoldenGraph golden : steppable()) {
            float[][] together = Streams.outputs(golden.model(), golden.inputs());
            for (int row = 0; row < together.length; row++) {
                float[][] alone = Streams.outputs(golden.model(), row(golden.inputs(), row));
                assertArrayEquals(alone[0], together[row], 0f, golden.name());
            }
        }
    }

    private static List<Batch> row(List<Batch> inputs, int row) {
        return inputs.stream()
                .map(batch -> {
                    int size = batch.values().length / batch.rows();
                    float[] values = Arrays.copyOfRange(batch.values(), row * size, (row + 1) * size);
                    Shape shape = batch.shape();
                    return shape.isSequence()
                            ? Batch.sequences(1, shape.steps(), shape.width(), values)
                            : Batch.vectors(1, shape.width(), values);
                })
                .toList();
    }
}
