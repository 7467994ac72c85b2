package io.millrace.network.kernel;

/**
 * One step of an LSTM with any activations; σ is the recurrent activation.
 *
 * <pre>{@code
 *   i, f, g, o = σ(zi), σ(zf), activation(zg), σ(zo)   with z = x·W + b + h·U   [4·units]
 *   c' = f ⊙ c + i ⊙ g                                                          [units]
 *   h' = o ⊙ activation(c')                                                     [units]
 * }</pre>
 *
 * Shapes: W [inputs, 4·units], U [units, 4·units], b [4·units]; gate order i, f, c, o. State: h then c.
 */
final class LstmStep extends LayerStep {
    private final Product product;
    private final Arithmetic.RowFunction activation;
    private final Arithmetic.RowFunction recurrentActivation;
    private final boolean useBias;
    private final float[] start; // [4·units]
    private final float[] z; // [capacity, stride]
    private final float[] cells; // [capacity, units]

    // One row at a time, each from index 0, [units] and padding.
    private final float[] i;
    private final float[] f;
    private final float[] g;
    private final float[] o;
    private final float[] c;
    private final float[] h;

    LstmStep(
            Arithmetic arithmetic,
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            int capacity) {
        super(
                arithmetic.buffers(),
                inputs,
                units,
                true,
                capacity,
                units,
                (inputs + units + (useBias ? 1 : 0)) * 4 * units,
                (activation.needsArgument() || recurrentActivation.needsArgument() ? 9 : 5) * units);
        product = arithmetic.product(depth, 4 * units);
        this.activation = arithmetic.activation(activation, units);
        this.recurrentActivation = arithmetic.activation(recurrentActivation, units);
        this.useBias = useBias;
        start = new float[4 * units];
        z = new float[Math.multiplyExact(capacity, product.stride())];
        cells = new float[capacity * units];
        i = new float[Arithmetic.padded(units)];
        f = new float[Arithmetic.padded(units)];
        g = new float[Arithmetic.padded(units)];
        o = new float[Arithmetic.padded(units)];
        c = new float[Arithmetic.padded(units)];
        h = new float[Arithmetic.padded(units)];
    }

    @Override
    public int stateSize() {
        return 2 * units;
    }

    @Override
    void packChecked(float[] parameters, int at) {
        product.pack(parameters, at, 4 * units, start(useBias, parameters, at + depth * 4 * units, start));
    }

    @Override
    public void load(int row, float[] input, int inputAt, float[] state, int stateAt) {
        super.load(row, input, inputAt, state, stateAt);
        System.arraycopy(state, stateAt + units, cells, row * units, units);
    }

    @Override
    public void store(int row, float[] state, int stateAt, float[] output, int outputAt) {
        super.store(row, state, stateAt, output, outputAt);
        System.arraycopy(cells, row * units, state, stateAt + units, units);
    }

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        product.apply(batch, buffers.rows, 0, depth, z);
        for (int row = 0; row < batch; row++) {
            int at = row * product.stride();
            gate(at, i, recurrentActivation);
            gate(at + units, f, recurrentActivation);
            gate(at + 2 * units, g, activation);
            gate(at + 3 * units, o, recurrentActivation);
            System.arraycopy(cells, row * units, c, 0, units);
            update(c, i, f, g, units);
            System.arraycopy(c, 0, cells, row * units, units);
            activation.apply(c, 0);
            multiply(h, o, c, units);
            System.arraycopy(h, 0, buffers.out, row * outStep, units);
            if (trace != null) {
                int t = traceAt + row * traceSize();
                trace(trace, t);
                System.arraycopy(z, at, trace, t + 5 * units, traceSize() - 5 * units);
            }
        }
    }

    private void gate(int at, float[] gate, Arithmetic.RowFunction function) {
        System.arraycopy(z, at, gate, 0, units);
        function.apply(gate, 0);
    }

    private void trace(float[] trace, int at) {
        System.arraycopy(i, 0, trace, at, units);
        System.arraycopy(f, 0, trace, at + units, units);
        System.arraycopy(g, 0, trace, at + 2 * units, units);
        System.arraycopy(o, 0, trace, at + 3 * units, units);
        System.arraycopy(c, 0, trace, at + 4 * units, units);
    }

    private static void update(float[] c, float[] i, float[] f, float[] g, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(f[j], c[j], i[j] * g[j]);
        }
    }

    private static void multiply(float[] product, float[] a, float[] b, int n) {
        for (int j = 0; j < n; j++) {
            product[j] = a[j] * b[j];
        }
    }
}
