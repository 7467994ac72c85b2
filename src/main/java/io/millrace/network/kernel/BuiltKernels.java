package io.millrace.network.kernel;

import java.util.function.Supplier;

/** Kernels that are built of an instruction set's {@link Arithmetic}; each may put one of its own in a kernel's place. */
abstract class BuiltKernels implements Kernels, Arithmetic {
    private final Supplier<StepBuffers> buffers;

    BuiltKernels(Supplier<StepBuffers> buffers) {
        this.buffers = buffers;
    }

    /** The same kernels with other buffers. */
    abstract Kernels with(Supplier<StepBuffers> buffers);

    @Override
    public final Kernels takingTurns() {
        StepBuffers one = new StepBuffers();
        return with(() -> one);
    }

    @Override
    public final StepBuffers buffers() {
        return buffers.get();
    }

    @Override
    public final StepKernel simpleRnn(int inputs, int units, Activation activation, boolean useBias, int capacity) {
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
    public final StepKernel dense(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new DenseStep(this, inputs, units, false, activation, useBias, capacity);
    }

    @Override
    public final StepKernel activation(Activation activation, int width, int capacity) {
        return new ActivationStep(buffers(), activation(activation, width), width, capacity);
    }

    @Override
    public final StepKernel embedding(int tokens, int units, int capacity) {
        return new EmbeddingStep(buffers(), tokens, units, capacity);
    }
}
