package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;

/** What every layer does with its inputs, for a whole window at once: dW += Xᵀ·dZ, db += Σ dZ, dX += dZ·Wᵀ. */
final class InputGradient {
    private final MatrixGradient kernel;
    private final int inputs;
    private final int width;
    private final boolean useBias;

    /** @param width columns of the kernel: gates · units */
    InputGradient(MatrixProducts products, int inputs, int width, boolean useBias) {
        kernel = new MatrixGradient(products, inputs, width);
        this.inputs = inputs;
        this.width = width;
        this.useBias = useBias;
    }

    void pack(float[] parameters, int at) {
        kernel.pack(parameters, at, width);
    }

    /**
     * @param dz [steps, rows, width]
     * @param errors the same, packed
     * @param kernelAt where the kernel's gradient begins
     * @param biasAt where the bias' gradient begins
     */
    void backward(Flow input, float[] dz, WeightErrors errors, float[] gradient, int kernelAt, int biasAt) {
        errors.addToKernel(inputs, input.values(), gradient, kernelAt);
        if (useBias) {
            errors.addToBias(dz, gradient, biasAt);
        }
        if (!input.learns()) {
            return;
        }
        if (input.errorsAreZero()) {
            kernel.toInputs(input.cells(), dz, 0, input.overwriteErrors(), 0);
        } else {
            kernel.addToInputs(input.cells(), dz, 0, input.errors(), 0);
        }
    }
}
