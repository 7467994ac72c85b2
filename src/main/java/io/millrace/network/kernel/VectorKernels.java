package io.millrace.network.kernel;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The kernels on the Vector API. Load it only where the module {@code jdk.incubator.vector} is present: {@link Kernels#best}
 * looks.
 */
final class VectorKernels implements Kernels, Arithmetic {
    private final Supplier<StepBuffers> buffers;

    VectorKernels() {
        this(StepBuffers::new);
    }

    private VectorKernels(Supplier<StepBuffers> buffers) {
        this.buffers = buffers;
    }

    @Override
    public Kernels takingTurns() {
        StepBuffers one = new StepBuffers();
        return new VectorKernels(() -> one);
    }

    @Override
    public StepBuffers buffers() {
        return buffers.get();
    }

    @Override
    public String name() {
        return "vector, " + VectorLanes.S.vectorBitSize() + " bits";
    }

    @Override
    public Product product(int depth, int width) {
        return new VectorProduct(depth, width);
    }

    @Override
    public RowFunction activation(Activation activation, int width) {
        return switch (activation) {
            case TANH -> VectorFunction.tanh(width);
            case SIGMOID -> VectorFunction.sigmoid(width);
            case SOFTMAX, EXPONENTIAL, SILU -> new VectorExponential(activation, width);
            default -> new PlainFunction(activation, width);
        };
    }

    @Override
    public StepKernel activation(Activation activation, int width, int capacity) {
        return new ActivationStep(buffers(), activation(activation, width), width, capacity);
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
        return hasVectors(activation, recurrentActivation)
                ? new VectorLstm(buffers(), inputs, units, useBias, capacity)
                : new LstmStep(this, inputs, units, activation, recurrentActivation, useBias, capacity);
    }

    @Override
    public Optional<LstmErrors> lstmErrors(int units, Activation activation, Activation recurrentActivation) {
        return hasVectors(activation, recurrentActivation)
                ? Optional.of(new VectorLstmErrors(units))
                : Optional.empty();
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
        return hasVectors(activation, recurrentActivation) && resetAfter
                ? new VectorGru(buffers(), inputs, units, useBias, capacity)
                : new GruStep(this, inputs, units, activation, recurrentActivation, useBias, resetAfter, capacity);
    }

    /** Whether an LSTM or a GRU has them, product and gates in one: Keras' default. */
    private static boolean hasVectors(Activation activation, Activation recurrentActivation) {
        return activation == Activation.TANH && recurrentActivation == Activation.SIGMOID;
    }

    @Override
    public StepKernel dense(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new DenseStep(this, inputs, units, false, activation, useBias, capacity);
    }

    @Override
    public MatrixProducts products() {
        return new VectorMatrices();
    }
}
