package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;

/**
 * The way back through one product Z = X·W: dW += Xᵀ·dZ and dX += dZ·Wᵀ.
 *
 * <p>Shapes: X [rows, inputs], W [inputs, outputs], Z [rows, outputs].
 */
final class MatrixGradient {
    private static final int TILE = 16; // floats of one cache line: both sides of the transposition stay in L1

    private final MatrixProducts products;
    private final int inputs;
    private final int outputs;
    private final float[] transposed; // [outputs, inputs]
    private final float[] packed; // the same, as the products read it

    MatrixGradient(MatrixProducts products, int inputs, int outputs) {
        this.products = products;
        this.inputs = inputs;
        this.outputs = outputs;
        transposed = new float[Math.multiplyExact(inputs, outputs)];
        packed = new float[products.packedSize(inputs, outputs)];
    }

    /** Takes over Wᵀ; the rows of W stand {@code stride} apart. */
    void pack(float[] parameters, int at, int stride) {
        for (int row0 = 0; row0 < inputs; row0 += TILE) {
            int rowEnd = Math.min(inputs, row0 + TILE);
            for (int column = 0; column < outputs; column++) {
                for (int row = row0; row < rowEnd; row++) {
                    transposed[column * inputs + row] = parameters[at + row * stride + column];
                }
            }
        }
        products.pack(inputs, outputs, transposed, packed);
    }

    /** dW [inputs, outputs] += Xᵀ·dZ. */
    void addToWeights(int rows, float[] x, int xAt, float[] dz, float[] dw, int dwAt) {
        products.transposedMultiplyAdd(rows, outputs, inputs, x, xAt, dz, 0, dw, dwAt);
    }

    /** dX += dZ·Wᵀ. */
    void addToInputs(int rows, float[] dz, int dzAt, float[] dx, int dxAt) {
        products.multiplyAdd(rows, inputs, outputs, dz, dzAt, packed, dx, dxAt);
    }
}
