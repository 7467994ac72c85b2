package io.millrace.network.kernel;

import java.util.Optional;

/**
 * Makes the kernels of one instruction set. The two implementations, {@code VectorKernels} and {@code ScalarKernels},
 * give the same bits: every output is ONE chain of fused multiply-adds (bias, then the inputs in order, then the hidden
 * state in order), whatever the batch, the row's place in it, or the width of a vector.
 *
 * <p>A kernel is made for a shape and a capacity; its weights arrive by {@link StepKernel#pack}.
 */
public interface Kernels {
    /**
     * The fastest kernels of this machine. The system property {@code millrace.kernels}, {@code scalar} or
     * {@code vector}, overrides the choice.
     */
    static Kernels best() {
        return KernelChoice.choose(System.getProperty(KernelChoice.PROPERTY), KernelChoice.modulePresent());
    }

    /** For the log, such as {@code vector, 512 bits}. */
    String name();

    /** h' = activation(x·W + b + h·U). */
    StepKernel simpleRnn(int inputs, int units, Activation activation, boolean useBias, int capacity);

    /** Long short-term memory, gate order i, f, c, o; state [h, c]. */
    StepKernel lstm(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            int capacity);

    /** Gated recurrent unit, gate order z, r, h; with {@code resetAfter} the bias has two rows, [2, 3·units]. */
    StepKernel gru(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            boolean resetAfter,
            int capacity);

    /** y = activation(x·W + b); no state. */
    StepKernel dense(int inputs, int units, Activation activation, boolean useBias, int capacity);

    /** y = activation(x); no weights, no state. */
    StepKernel activation(Activation activation, int width, int capacity);

    /** Row {@code id} of a table [tokens, units]; the input is one id, the state none. NaN for what is no token's id. */
    StepKernel embedding(int tokens, int units, int capacity);

    /**
     * The same, for one thread's kernels that take turns: what waits in one of them, and its outputs, is gone once rows are loaded
     * into another.
     */
    Kernels takingTurns();

    /** The way back through an LSTM's gates, for the traces of {@link #lstm}; empty where they have no kernel for these activations. */
    default Optional<LstmErrors> lstmErrors(int units, Activation activation, Activation recurrentActivation) {
        return Optional.empty();
    }

    /** The products of the backward pass, for one thread. */
    MatrixProducts products();
}
