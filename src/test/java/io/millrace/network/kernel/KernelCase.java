package io.millrace.network.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One layer to try a kernel with: its kind, shape and options, seeded weights, points and states. */
record KernelCase(Kind kind, int inputs, int units, Activation activation, Activation recurrent, boolean useBias) {
    enum Kind {
        DENSE,
        SIMPLE_RNN,
        LSTM,
        GRU,
        GRU_RESET_BEFORE
    }

    /** Keras' defaults. */
    static KernelCase of(Kind kind, int inputs, int units) {
        return new KernelCase(kind, inputs, units, Activation.TANH, Activation.SIGMOID, true);
    }

    /** Whether its activations were there when the first hash was taken. */
    boolean first() {
        return activation.compareTo(Activation.SOFTMAX) <= 0 && recurrent.compareTo(Activation.SOFTMAX) <= 0;
    }

    /** Every kind in a few shapes, odd ones among them, with every activation in every place, with and without bias. */
    static List<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        int[][] shapes = {{1, 1}, {3, 5}, {5, 16}, {7, 33}, {20, 64}, {13, 130}};
        for (Kind kind : Kind.values()) {
            for (int[] shape : shapes) {
                cases.add(of(kind, shape[0], shape[1]));
                cases.add(new KernelCase(kind, shape[0], shape[1], Activation.TANH, Activation.SIGMOID, false));
            }
            for (Activation activation : Activation.values()) {
                if (activation == Activation.EXPONENTIAL && kind != Kind.DENSE) {
                    continue; // runs away where it feeds itself
                }
                cases.add(new KernelCase(kind, 6, 19, activation, Activation.SIGMOID, true));
                cases.add(new KernelCase(kind, 6, 19, Activation.TANH, activation, true));
            }
        }
        return cases;
    }

    StepKernel kernel(Kernels kernels, int capacity) {
        StepKernel kernel = unpacked(kernels, capacity);
        kernel.pack(weights(kernel.parameters()), 0);
        return kernel;
    }

    StepKernel unpacked(Kernels kernels, int capacity) {
        return switch (kind) {
            case DENSE -> kernels.dense(inputs, units, activation, useBias, capacity);
            case SIMPLE_RNN -> kernels.simpleRnn(inputs, units, activation, useBias, capacity);
            case LSTM -> kernels.lstm(inputs, units, activation, recurrent, useBias, capacity);
            case GRU -> kernels.gru(inputs, units, activation, recurrent, useBias, true, capacity);
            case GRU_RESET_BEFORE -> kernels.gru(inputs, units, activation, recurrent, useBias, false, capacity);
        };
    }

    float[] weights(int count) {
        return random(count, 1, 1 / Math.sqrt(units + inputs));
    }

    /** Uniform in ±scale. */
    static float[] random(int count, long seed, double scale) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * scale);
        }
        return values;
    }
}
