package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.Transposition;

/**
 * The way back through one product Z = X·W to its rows: dX = dZ·Wᵀ.
 *
 * <p>Shapes: X [rows, inputs], W [inputs, outputs], Z [rows, outputs].
 */
final class MatrixGradient {
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
        Transposition.transpose(inputs, outputs, parameters, at, stride, transposed, inputs);
        products.pack(inputs, outputs, transposed, packed);
    }

    /** dX = dZ·Wᵀ. */
    void toInputs(int rows, float[] dz, int dzAt, float[] dx, int dxAt) {
        products.multiply(rows, inputs, outputs, dz, dzAt, packed, dx, dxAt);
    }

    /** dX += dZ·Wᵀ. */
    void addToInputs(int rows, float[] dz, int dzAt, float[] dx, int dxAt) {
        products.multiplyAdd(rows, inputs, outputs, dz, dzAt, packed, dx, dxAt);
    }
}
