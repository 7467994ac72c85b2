package io.millrace.benchmark;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.training.InitialWeights;
import io.millrace.training.TrainingSet;
import java.util.List;
import java.util.Random;

/** What is learnt: batches of 32, each a fixed number of steps, on noise; the work is the same as on data. */
enum TrainingJob {
    /** A target for every step; mean squared error. */
    FORECAST(
            64,
            true,
            new Architecture(
                    32,
                    List.of(
                            new RecurrentLayer.Lstm("lstm", 128, Activation.TANH, Activation.SIGMOID, true, true),
                            new Layer.Dense("dense", 32, Activation.LINEAR, true)))),
    /** The classical example: rows of an image, one of ten classes at the end; cross-entropy. */
    CLASSIFY(56, false, Networks.E.architecture);

    static final int BATCH = 32;
    static final int UPDATES = 16;
    static final double RATE = 1e-4;
    static final double EPSILON = 1e-7; // of Adam, Keras' default

    final int steps;
    final boolean everyStep;
    final Architecture architecture;

    TrainingJob(int steps, boolean everyStep, Architecture architecture) {
        this.steps = steps;
        this.everyStep = everyStep;
        this.architecture = architecture;
    }

    int inputs() {
        return architecture.inputs();
    }

    int outputs() {
        return architecture.outputs();
    }

    Weights weights() {
        return InitialWeights.of(architecture, 1);
    }

    /** [UPDATES · BATCH, steps, inputs] */
    float[] xs() {
        return noise(UPDATES * BATCH * steps * inputs(), 1);
    }

    /** [UPDATES · BATCH, steps, outputs], or of one step a row that is 1 in one place. */
    float[] ys() {
        if (everyStep) {
            return noise(UPDATES * BATCH * steps * outputs(), 2);
        }
        float[] ys = new float[UPDATES * BATCH * outputs()];
        for (int row = 0; row < UPDATES * BATCH; row++) {
            ys[row * outputs() + row * 7 % outputs()] = 1f;
        }
        return ys;
    }

    TrainingSet set() {
        return new TrainingSet(
                new TrainingSet.Shape(UPDATES * BATCH, steps, inputs(), outputs(), everyStep), xs(), ys());
    }

    /** Of one update: three times the forward pass' multiplications (forward, errors, gradient), two operations each. */
    double operations() {
        long each = architecture.parameters().stream()
                .filter(parameter -> !parameter.name().endsWith("bias"))
                .mapToLong(parameter -> parameter.size())
                .sum();
        return 3 * 2.0 * BATCH * steps * each;
    }

    private static float[] noise(int size, int seed) {
        Random random = new Random(seed);
        float[] noise = new float[size];
        for (int i = 0; i < size; i++) {
            noise[i] = 0.5f * (float) random.nextGaussian();
        }
        return noise;
    }
}
