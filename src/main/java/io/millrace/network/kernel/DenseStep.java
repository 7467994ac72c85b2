package io.millrace.network.kernel;

/**
 * One step of a layer with a single product: Dense, {@code y = activation(x·W + b)}, and, with the hidden state behind the
 * input, SimpleRNN, {@code h' = activation(x·W + b + h·U)}.
 *
 * <p>Shapes: W [inputs, units], U [units, units], b [units]. State: h for SimpleRNN, none for Dense.
 */
final class DenseStep extends LayerStep {
    private final Product product;
    private final Activation activation;
    private final boolean useBias;
    private final float[] y; // [units], one row

    DenseStep(
            Product.Factory products,
            int inputs,
            int units,
            boolean recurrent,
            Activation activation,
            boolean useBias,
            int capacity) {
        this(
                products.product(recurrent ? inputs + units : inputs, units),
                inputs,
                units,
                recurrent,
                activation,
                useBias,
                capacity);
    }

    private DenseStep(
            Product product,
            int inputs,
            int units,
            boolean recurrent,
            Activation activation,
            boolean useBias,
            int capacity) {
        super(
                inputs,
                units,
                recurrent,
                capacity,
                product.stride(),
                ((recurrent ? inputs + units : inputs) + (useBias ? 1 : 0)) * units,
                units);
        this.product = product;
        this.activation = activation;
        this.useBias = useBias;
        y = new float[units];
    }

    @Override
    void packChecked(float[] parameters, int at) {
        // Kernel and recurrent kernel stand one behind the other: one matrix [inputs + units, units].
        product.pack(parameters, at, units, start(useBias, parameters, at + depth * units, units));
    }

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        product.apply(batch, rows, 0, depth, out);
        for (int row = 0; row < batch; row++) {
            System.arraycopy(out, row * outStep, y, 0, units);
            Activations.apply(activation, y, units);
            System.arraycopy(y, 0, out, row * outStep, units);
            if (trace != null) {
                System.arraycopy(y, 0, trace, traceAt + row * units, units);
            }
        }
    }
}
