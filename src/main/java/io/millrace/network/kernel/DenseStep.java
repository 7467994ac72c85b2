package io.millrace.network.kernel;

/**
 * One step of a layer with a single product: Dense, {@code y = activation(x·W + b)}, and, with the hidden state behind the
 * input, SimpleRNN, {@code h' = activation(x·W + b + h·U)}.
 *
 * <p>Shapes: W [inputs, units], U [units, units], b [units]. State: h for SimpleRNN, none for Dense.
 */
final class DenseStep extends LayerStep {
    private final Product product;
    private final Arithmetic.RowFunction activation;
    private final boolean useBias;
    private final float[] start; // [units]
    private final boolean keepsSums; // in the trace

    DenseStep(
            Arithmetic arithmetic,
            int inputs,
            int units,
            boolean recurrent,
            Activation activation,
            boolean useBias,
            int capacity) {
        this(
                arithmetic.buffers(),
                arithmetic.product(recurrent ? inputs + units : inputs, units),
                arithmetic.activation(activation, units),
                inputs,
                units,
                recurrent,
                recurrent && activation.needsArgument(),
                useBias,
                capacity);
    }

    private DenseStep(
            StepBuffers buffers,
            Product product,
            Arithmetic.RowFunction activation,
            int inputs,
            int units,
            boolean recurrent,
            boolean keepsSums,
            boolean useBias,
            int capacity) {
        super(
                buffers,
                inputs,
                units,
                recurrent,
                capacity,
                product.stride(),
                ((recurrent ? inputs + units : inputs) + (useBias ? 1 : 0)) * units,
                keepsSums ? 2 * units : units);
        this.keepsSums = keepsSums;
        this.product = product;
        this.activation = activation;
        this.useBias = useBias;
        start = new float[units];
    }

    @Override
    void packChecked(float[] parameters, int at) {
        // Kernel and recurrent kernel stand one behind the other: one matrix [inputs + units, units].
        product.pack(parameters, at, units, start(useBias, parameters, at + depth * units, start));
    }

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        float[] out = buffers.out;
        product.apply(batch, buffers.rows, 0, depth, out);
        for (int row = 0; row < batch; row++) {
            int t = traceAt + row * traceSize();
            if (trace != null && keepsSums) {
                System.arraycopy(out, row * outStep, trace, t + units, units);
            }
            activation.apply(out, row * outStep);
            if (trace != null) {
                System.arraycopy(out, row * outStep, trace, t, units);
            }
        }
    }
}
