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
import org.junit.jupiter.params.provider.ValueSource;

class GraphStepperTest {
    /** One graph for each kind of node. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "masked lstm sequences",
                "masked gru zero",
                "state of simple_rnn",
                "embedding, masked",
                "two masked inputs, Average",
                "two inputs, two outputs",
                "skip connection"
            })
    void aWarmStepAllocatesNothing(String name) throws IOException {
        SequenceModel model = GoldenGraph.named(name).model();
        Stepper stepper = model.stepper(Kernels.best(), 3);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = {states.acquire(), states.acquire(), states.acquire()};
        float[] in = new float[3 * model.inputs()];
        float[] out = new float[3 * model.outputs()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        // Vectors are objects until the compiler has seen the loop: rounds go on until it has.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3000 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int step = 0; step < 100; step++) {
                stepper.step(3, in, states, slots, out);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
    }

    @Test
    void aStreamsBitsDoNotDependOnTheBatchItIsIn() throws IOException {
        for (GoldenGraph golden : GoldenGraphTest.steppable()) {
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
