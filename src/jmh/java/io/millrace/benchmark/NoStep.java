package io.millrace.benchmark;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.StepKernel;

/** Kernels that take everything in and hand everything out, and reckon nothing between: the loop as it is, but for its steps. */
record NoStep(Kernels kernels) implements Kernels {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public StepKernel simpleRnn(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new Idle(kernels.simpleRnn(inputs, units, activation, useBias, capacity));
    }

    @Override
    public StepKernel lstm(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            int capacity) {
        return new Idle(kernels.lstm(inputs, units, activation, recurrentActivation, useBias, capacity));
    }

    @Override
    public StepKernel gru(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            boolean resetAfter,
            int capacity) {
        return new Idle(kernels.gru(inputs, units, activation, recurrentActivation, useBias, resetAfter, capacity));
    }

    @Override
    public StepKernel dense(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new Idle(kernels.dense(inputs, units, activation, useBias, capacity));
    }

    @Override
    public StepKernel activation(Activation activation, int width, int capacity) {
        return new Idle(kernels.activation(activation, width, capacity));
    }

    @Override
    public StepKernel embedding(int tokens, int units, int capacity) {
        return kernels.embedding(tokens, units, capacity);
    }

    @Override
    public Kernels takingTurns() {
        return new NoStep(kernels.takingTurns());
    }

    @Override
    public MatrixProducts products() {
        return kernels.products();
    }

    private record Idle(StepKernel kernel) implements StepKernel {
        @Override
        public int inputs() {
            return kernel.inputs();
        }

        @Override
        public int units() {
            return kernel.units();
        }

        @Override
        public int stateSize() {
            return kernel.stateSize();
        }

        @Override
        public int parameters() {
            return kernel.parameters();
        }

        @Override
        public int traceSize() {
            return kernel.traceSize();
        }

        @Override
        public void pack(float[] parameters, int at) {
            kernel.pack(parameters, at);
        }

        @Override
        public void load(int row, float[] input, int inputAt, float[] state, int stateAt) {
            kernel.load(row, input, inputAt, state, stateAt);
        }

        @Override
        public void step(int batch, float[] trace, int traceAt) {}

        @Override
        public void store(int row, float[] state, int stateAt, float[] output, int outputAt) {
            kernel.store(row, state, stateAt, output, outputAt);
        }
    }
}
