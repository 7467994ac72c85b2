package io.millrace.benchmark;

import io.millrace.network.SequenceModel;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.Random;
import java.util.stream.IntStream;

/** A batch of streams that take step after step on the same inputs, as the service takes them: states in a slab. */
final class Steps {
    final float[] inputs;
    final float[] outputs;
    private final int batch;
    private final Stepper stepper;
    private final StateSlab states;
    private final int[] slots;

    Steps(SequenceModel model, Kernels kernels, int batch) {
        this.batch = batch;
        inputs = inputs(batch, model.inputs());
        outputs = new float[batch * model.outputs()];
        stepper = model.stepper(kernels, batch);
        states = new StateSlab(model.stateSize());
        slots = IntStream.range(0, batch).map(row -> states.acquire()).toArray();
    }

    void step() {
        stepper.step(batch, inputs, states, slots, outputs);
    }

    /** The same for every contender. */
    static float[] inputs(int batch, int width) {
        Random random = new Random(3);
        float[] inputs = new float[batch * width];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        return inputs;
    }
}
