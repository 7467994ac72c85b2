package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;

/** What every layer does with its inputs, for a whole window at once: dW += Xᵀ·dZ, db += Σ dZ, dX += dZ·Wᵀ. */
final class InputGradient {
    private final MatrixGradient kernel;
    private final BiasGradient bias;
    private final int width;
    private final boolean useBias;

    /**
     * @param width columns of the kernel: gates · units
     * @param rows at most, over all steps
     */
    InputGradient(MatrixProducts products, int inputs, int width, boolean useBias, int rows) {
        kernel = new MatrixGradient(products, inputs, width);
        bias = new BiasGradient(products, rows);
        this.width = width;
        this.useBias = useBias;
    }

    void pack(float[] parameters, int at) {
        kernel.pack(parameters, at, width);
    }

    /**
     * @param dz [steps, rows, width]
     * @param kernelAt where the kernel's gradient begins
     * @param biasAt where the bias' gradient begins
     */
    void backward(Flow input, float[] dz, float[] gradient, int kernelAt, int biasAt) {
        int rows = input.cells();
        kernel.addToWeights(rows, input.values(), 0, dz, gradient, kernelAt);
        if (useBias) {
            bias.add(rows, width, dz, gradient, biasAt);
        }
        if (input.learns()) {
            kernel.addToInputs(rows, dz, 0, input.errors(), 0);
        }
    }
}
