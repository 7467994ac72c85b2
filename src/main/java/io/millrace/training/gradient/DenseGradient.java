package io.millrace.training.gradient;

import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.MatrixProducts;

/** The way back through {@link Layer.Dense}: {@code y = activation(z)}, {@code z = x·W + b}. */
final class DenseGradient implements ComputedPass.Gradient {
    private final InputGradient product;
    private final WeightErrors errors;
    private final Activation activation;
    private final int kernelAt;
    private final int biasAt;

    /**
     * @param activation one whose values tell its slope; LINEAR where the errors are those of z already
     * @param at where the layer's weights begin
     * @param rows at most, over all steps
     */
    DenseGradient(Layer.Dense layer, int inputs, Activation activation, int at, MatrixProducts products, int rows) {
        this.activation = activation;
        kernelAt = at;
        biasAt = at + inputs * layer.units();
        product = new InputGradient(products, inputs, layer.units(), layer.useBias());
        errors = new WeightErrors(products, layer.units(), rows);
    }

    @Override
    public void pack(float[] parameters) {
        product.pack(parameters, kernelAt);
    }

    @Override
    public void backward(Flow in, Flow out, float[] gradient) {
        ActivationGradient.apply(activation, out.cells(), out.width(), null, out.values(), out.errors());
        errors.pack(in.cells(), out.errors());
        product.begin(in);
        product.add(in, 0, in.cells(), out.errors(), errors);
        product.finish(gradient, kernelAt, biasAt);
    }
}
