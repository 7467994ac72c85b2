package io.millrace.training.gradient;

import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.OuterProductSum;
import java.util.Arrays;

/** The way back through a recurrent product h·U, to h, through all copies that entered it where there are several, and to U. */
final class RecurrentProduct {
    private final MatrixGradient product;
    private final OuterProductSum sum;
    private final int units;
    private final int hidden; // copies of h · units
    private final int width; // gates · units
    private final float[] entering; // [rows, hidden]: errors of h as it entered the product

    RecurrentProduct(MatrixProducts products, int units, int hidden, int width, int rows) {
        product = new MatrixGradient(products, hidden, width);
        sum = products.outerProductSum(hidden, width);
        this.units = units;
        this.hidden = hidden;
        this.width = width;
        entering = new float[rows * hidden];
    }

    /** Takes over, transposed, the weights that stand in {@code parameters} from {@code at} on. */
    void pack(float[] parameters, int at) {
        product.pack(parameters, at, width);
    }

    /** A window goes back. */
    void begin() {
        sum.clear();
    }

    /**
     * dh = dZ·Uᵀ.
     *
     * @param dz [rows, width] from {@code dzAt} on
     * @param dh [rows, units], overwritten
     */
    void backward(Tape tape, float[] dz, int dzAt, float[] dh) {
        if (hidden == units && tape.dropout == null) {
            product.toInputs(tape.rows(), dz, dzAt, dh, 0);
            return;
        }
        product.toInputs(tape.rows(), dz, dzAt, entering, 0);
        Arrays.fill(dh, 0, tape.rows() * units, 0f);
        tape.addToHidden(hidden, entering, units, dh);
    }

    /** dU += hᵀ·dZ, of the steps from {@code first} on whose dZ are packed. */
    void collect(Tape tape, int first, WeightErrors errors) {
        errors.addTo(sum, tape, first);
    }

    /** Adds dU [hidden, width] to the gradient, from {@code at} on. */
    void finish(float[] gradient, int at) {
        sum.addTo(gradient, at, width);
    }
}
