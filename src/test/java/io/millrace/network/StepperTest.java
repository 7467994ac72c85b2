package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepperTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final Architecture ARCHITECTURE = new Architecture(
            3,
            List.of(
                    new RecurrentLayer.Lstm("lstm", 20, Activation.TANH, Activation.SIGMOID, true, true),
                    new Layer.Dense("between", 41, Activation.RELU, true),
                    new RecurrentLayer.Gru("gru", 9, Activation.TANH, Activation.SIGMOID, true, true, true),
                    new RecurrentLayer.SimpleRnn("rnn", 5, Activation.TANH, false, true),
                    new Layer.Dense("out", 2, Activation.LINEAR, true)));

    private final Kernels kernels = Kernels.best();
    private final SequenceModel model =
            new SequenceModel(new Weights(ARCHITECTURE, random(ARCHITECTURE.parameterCount(), 1, 0.3)));

    /** Streams that join and leave batches of all sizes, at other places each time, against one stream at a time. */
    @Test
    void steppingOneByOneEqualsSteppingTogether() {
        int streams = 30;
        int steps = 20;
        float[][][] points = new float[streams][steps][];
        float[][][] expected = new float[streams][steps][2];
        StateSlab alone = new StateSlab(model.stateSize());
        Stepper one = model.stepper(kernels, 1);
        for (int stream = 0; stream < streams; stream++) {
            int[] slot = {alone.acquire()};
            for (int t = 0; t < steps; t++) {
                points[stream][t] = random(3, 100L * stream + t, 2);
                one.step(1, points[stream][t], alone, slot, expected[stream][t]);
            }
        }
        StateSlab together = new StateSlab(model.stateSize());
        Stepper many = model.stepper(kernels, 8);
        int[] slotOf = new int[streams];
        for (int stream = 0; stream < streams; stream++) {
            slotOf[stream] = together.acquire();
        }
        int[] taken = new int[streams];
        Random random = new Random(5);
        for (int left = streams * steps; left > 0; ) {
            int[] batch = random.ints(0, streams)
                    .distinct()
                    .limit(1 + random.nextInt(8))
                    .filter(stream -> taken[stream] < steps)
                    .toArray();
            float[] inputs = new float[batch.length * 3];
            int[] slots = new int[batch.length];
            for (int row = 0; row < batch.length; row++) {
                System.arraycopy(points[batch[row]][taken[batch[row]]], 0, inputs, row * 3, 3);
                slots[row] = slotOf[batch[row]];
            }
            float[] outputs = new float[batch.length * 2];
            many.step(batch.length, inputs, together, slots, outputs);
            for (int row = 0; row < batch.length; row++) {
                float[] found = {outputs[2 * row], outputs[2 * row + 1]};
                assertArrayEquals(expected[batch[row]][taken[batch[row]]], found, 0f, "stream " + batch[row]);
                taken[batch[row]]++;
            }
            left -= batch.length;
        }
    }

    /** Layer by layer over the whole sequence, as training does it, against all layers step by step. */
    @Test
    void steppingOneByOneEqualsTheWholeSequence() {
        int steps = 25;
        float[][] points = new float[steps][];
        for (int t = 0; t < steps; t++) {
            points[t] = random(3, t, 2);
        }
        float[][] whole = points;
        for (int layer = 0; layer < ARCHITECTURE.layers().size(); layer++) {
            Layer.Stepped stepped = (Layer.Stepped) ARCHITECTURE.layers().get(layer);
            StepKernel kernel = stepped.kernel(kernels, ARCHITECTURE.inputsOf(layer), 1);
            kernel.pack(model.weights().values(), ARCHITECTURE.parameterOffset(layer));
            float[] state = new float[kernel.stateSize()];
            float[][] outputs = new float[steps][kernel.units()];
            for (int t = 0; t < steps; t++) {
                kernel.load(0, whole[t], 0, state, 0);
                kernel.step(1);
                kernel.store(0, state, 0, outputs[t], 0);
            }
            whole = outputs;
        }
        StateSlab states = new StateSlab(model.stateSize());
        int[] slot = {states.acquire()};
        Stepper stepper = model.stepper(kernels, 1);
        for (int t = 0; t < steps; t++) {
            float[] output = new float[2];
            stepper.step(1, points[t], states, slot, output);
            assertArrayEquals(whole[t], output, 0f, "step " + t);
        }
    }

    @Test
    void aWarmStepAllocatesNothing() {
        Stepper stepper = model.stepper(kernels, 16);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = new int[16];
        for (int row = 0; row < 16; row++) {
            slots[row] = states.acquire();
        }
        float[] inputs = random(48, 3, 1);
        float[] outputs = new float[32];
        long spent = -1;
        for (int round = 0; round < 50 && spent != 0; round++) {
            for (int i = 0; i < 2000; i++) {
                stepper.step(1 + i % 16, inputs, states, slots, outputs);
            }
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 500; i++) {
                stepper.step(1 + i % 16, inputs, states, slots, outputs);
            }
            spent = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        assertEquals(0, spent, "bytes that 500 warm steps allocated");
    }

    @Test
    void aBatchBeyondTheCapacityIsRefused() {
        Stepper stepper = model.stepper(kernels, 2);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = {states.acquire(), states.acquire(), states.acquire()};
        assertThrows(IllegalArgumentException.class, () -> stepper.step(3, new float[9], states, slots, new float[6]));
    }

    @Test
    void weightsOfTheWrongCountOrNotFiniteAreRefused() {
        int count = ARCHITECTURE.parameterCount();
        assertThrows(IllegalArgumentException.class, () -> new Weights(ARCHITECTURE, new float[count + 1]));
        float[] values = new float[count];
        values[count - 1] = Float.NaN;
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new Weights(ARCHITECTURE, values));
        assertEquals("out bias: expected finite weights, found NaN at 1", refused.getMessage());
    }

    private static float[] random(int count, long seed, double scale) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * scale);
        }
        return values;
    }
}
