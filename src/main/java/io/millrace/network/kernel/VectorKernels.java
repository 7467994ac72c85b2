package io.millrace.network.kernel;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The kernels on the Vector API. Load it only where the module {@code jdk.incubator.vector} is present: {@link Kernels#best}
 * looks.
 */
final class VectorKernels extends BuiltKernels {
    VectorKernels() {
        this(StepBuffers::new);
    }

    private VectorKernels(Supplier<StepBuffers> buffers) {
        super(buffers);
    }

    @Override
    Kernels with(Supplier<StepBuffers> buffers) {
        return new VectorKernels(buffers);
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
    public StepKernel lstm(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            int capacity) {
        return hasVectors(activation, recurrentActivation)
                ? new VectorLstm(buffers(), inputs, units, useBias, capacity)
                : super.lstm(inputs, units, activation, recurrentActivation, useBias, capacity);
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
                : super.gru(inputs, units, activation, recurrentActivation, useBias, resetAfter, capacity);
    }

    /** Whether an LSTM or a GRU has them, product and gates in one: Keras' default. */
    private static boolean hasVectors(Activation activation, Activation recurrentActivation) {
        return activation == Activation.TANH && recurrentActivation == Activation.SIGMOID;
    }

    @Override
    public MatrixProducts products() {
        return new VectorMatrices();
    }
}
