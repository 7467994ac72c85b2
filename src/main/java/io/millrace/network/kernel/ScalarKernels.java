package io.millrace.network.kernel;

import java.util.function.Supplier;

/** The kernels in plain Java: the fallback where there is no vector module, and the twin that vectors are checked against. */
final class ScalarKernels implements Kernels, Arithmetic {
    private final Supplier<StepBuffers> buffers;

    ScalarKernels() {
        this(StepBuffers::new);
    }

    private ScalarKernels(Supplier<StepBuffers> buffers) {
        this.buffers = buffers;
    }

    @Override
    public Kernels takingTurns() {
        StepBuffers one = new StepBuffers();
        return new ScalarKernels(() -> one);
    }

    @Override
    public StepBuffers buffers() {
        return buffers.get();
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public StepKernel simpleRnn(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new DenseStep(this, inputs, units, true, activation, useBias, capacity);
    }

    @Override
    public StepKernel lstm(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            int capacity) {
        return new LstmStep(this, inputs, units, activation, recurrentActivation, useBias, capacity);
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
        return new GruStep(this, inputs, units, activation, recurrentActivation, useBias, resetAfter, capacity);
    }

    @Override
    public StepKernel dense(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new DenseStep(this, inputs, units, false, activation, useBias, capacity);
    }

    @Override
    public StepKernel activation(Activation activation, int width, int capacity) {
        return new ActivationStep(buffers(), activation(activation, width), width, capacity);
    }

    @Override
    public Product product(int depth, int width) {
        return new ScalarProduct(depth, width);
    }

    @Override
    public RowFunction activation(Activation activation, int width) {
        return new PlainFunction(activation, width);
    }

    @Override
    public MatrixProducts products() {
        return new ScalarMatrices();
    }
}
