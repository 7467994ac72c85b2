package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.OuterProductSum;

/** What every layer does with its inputs, a window at once or some steps at a time: dW += Xᵀ·dZ, db += Σ dZ, dX += dZ·Wᵀ. */
final class InputGradient {
    private final MatrixGradient kernel;
    private final OuterProductSum kernelSum;
    private final BiasSum biasSum;
    private final int inputs;
    private final int width;
    private boolean first; // whether nobody but this has added to the inputs' errors

    /** @param width columns of the kernel: gates · units */
    InputGradient(MatrixProducts products, int inputs, int width, boolean useBias) {
        this.inputs = inputs;
        this.width = width;
        kernel = new MatrixGradient(products, inputs, width);
        kernelSum = products.outerProductSum(inputs, width);
        biasSum = new BiasSum(products, useBias ? width : 0);
    }

    void pack(float[] parameters, int at) {
        kernel.pack(parameters, at, width);
    }

    /** A window goes back. */
    void begin(Flow input) {
        kernelSum.clear();
        biasSum.clear();
        first = input.errorsAreZero();
    }

    /**
     * Some cells of the window go back; each does once.
     *
     * @param from the first of them
     * @param dz [cells, width]
     * @param errors the same, packed
     */
    void add(Flow input, int from, int cells, float[] dz, WeightErrors errors) {
        int at = from * inputs;
        errors.addTo(kernelSum, input.values(), at, inputs);
        biasSum.add(cells, dz);
        if (!input.learns()) {
            return;
        }
        if (first) {
            kernel.toInputs(cells, dz, 0, input.overwriteErrors(), at);
        } else {
            kernel.addToInputs(cells, dz, 0, input.errors(), at);
        }
    }

    /**
     * @param kernelAt where the kernel's gradient begins
     * @param biasAt where the bias' gradient begins
     */
    void finish(float[] gradient, int kernelAt, int biasAt) {
        kernelSum.addTo(gradient, kernelAt, width);
        biasSum.addTo(gradient, biasAt);
    }
}
