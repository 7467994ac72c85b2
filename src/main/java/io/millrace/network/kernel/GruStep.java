package io.millrace.network.kernel;

/**
 * One step of a gated recurrent unit with any activations; σ is the recurrent activation.
 *
 * <pre>{@code
 *   z, r = σ(x·W + (b + c) + h·U)                                              [units] each
 *   ĥ  = activation((x·Wh + bh) + r ⊙ (h·Uh + ch))      with reset_after       [units]
 *   ĥ  = activation(x·Wh + bh + (r ⊙ h)·Uh)             without
 *   h' = z ⊙ h + (1 − z) ⊙ ĥ                                                   [units]
 * }</pre>
 *
 * The chains: z and r start from b + c, rounded once when the weights are packed, and run over x, then h. With
 * reset_after the candidate's two parts are chains of their own, from bh over x and from ch over h.
 * Shapes: W [inputs, 3·units], U [units, 3·units], bias [2, 3·units] (rows b and c) or [3·units]; gate order z, r, h.
 * State: h.
 */
final class GruStep extends LayerStep {
    private final Product gates; // z and r: [inputs + units, 2·units]
    private final Product candidate; // [inputs, units] with reset_after, [inputs + units, units] without
    private final Product recurrent; // [units, units] with reset_after
    private final Arithmetic.RowFunction activation;
    private final Arithmetic.RowFunction recurrentActivation;
    private final boolean useBias;
    private final float[] start; // [3·units]
    private final float[] second; // the second bias, [3·units]
    private final float[] both; // of z and r, [2·units]
    private final float[] part; // [units]
    private final boolean resetAfter;
    private final float[] zr; // [capacity, gates' stride]
    private final float[] x; // the candidate's pre-activation, or what x gives to it
    private final float[] u; // with reset_after what h gives to it

    // One row at a time, each from index 0, [units] and padding.
    private final float[] z;
    private final float[] r;
    private final float[] c;
    private final float[] s;
    private final float[] h;
    private final float[] sum; // of the candidate

    GruStep(
            Arithmetic arithmetic,
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            boolean resetAfter,
            int capacity) {
        super(
                arithmetic.buffers(),
                inputs,
                units,
                true,
                capacity,
                units,
                (inputs + units + (!useBias ? 0 : resetAfter ? 2 : 1)) * 3 * units,
                (activation.needsArgument() || recurrentActivation.needsArgument() ? 7 : 4) * units);
        this.activation = arithmetic.activation(activation, units);
        this.recurrentActivation = arithmetic.activation(recurrentActivation, units);
        this.useBias = useBias;
        start = new float[3 * units];
        second = new float[3 * units];
        both = new float[2 * units];
        part = new float[units];
        this.resetAfter = resetAfter;
        gates = arithmetic.product(depth, 2 * units);
        candidate = arithmetic.product(resetAfter ? inputs : depth, units);
        recurrent = resetAfter ? arithmetic.product(units, units) : null;
        zr = new float[Math.multiplyExact(capacity, gates.stride())];
        x = new float[capacity * candidate.stride()];
        u = new float[resetAfter ? capacity * recurrent.stride() : 0];
        z = new float[Arithmetic.padded(units)];
        r = new float[Arithmetic.padded(units)];
        c = new float[Arithmetic.padded(units)];
        s = new float[Arithmetic.padded(units)];
        h = new float[Arithmetic.padded(units)];
        sum = new float[units];
    }

    @Override
    void packChecked(float[] parameters, int at) {
        int width = 3 * units;
        int bias = at + depth * width;
        start(useBias, parameters, bias, start);
        start(useBias && resetAfter, parameters, bias + width, second);
        for (int j = 0; j < both.length; j++) {
            both[j] = start[j] + second[j];
        }
        gates.pack(parameters, at, width, both);
        candidate.pack(parameters, at + 2 * units, width, start(true, start, 2 * units, part));
        if (resetAfter) {
            recurrent.pack(parameters, at + inputs * width + 2 * units, width, start(true, second, 2 * units, part));
        }
    }

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        gates.apply(batch, buffers.rows, 0, depth, zr);
        if (resetAfter) {
            candidate.apply(batch, buffers.rows, 0, depth, x);
            recurrent.apply(batch, buffers.rows, inputs, depth, u);
        } else {
            resetRows(batch);
            candidate.apply(batch, buffers.rows, 0, depth, x);
        }
        for (int row = 0; row < batch; row++) {
            finish(row);
            System.arraycopy(h, 0, buffers.out, row * outStep, units);
            if (trace != null) {
                int t = traceAt + row * traceSize();
                System.arraycopy(z, 0, trace, t, units);
                System.arraycopy(r, 0, trace, t + units, units);
                System.arraycopy(c, 0, trace, t + 2 * units, units);
                System.arraycopy(s, 0, trace, t + 3 * units, units);
                if (traceSize() > 4 * units) {
                    System.arraycopy(zr, row * gates.stride(), trace, t + 4 * units, 2 * units);
                    System.arraycopy(sum, 0, trace, t + 6 * units, units);
                }
            }
        }
    }

    /** r ⊙ h takes h's place in the rows; h stays in the outputs until the row is finished. */
    private void resetRows(int batch) {
        for (int row = 0; row < batch; row++) {
            int at = row * depth + inputs;
            System.arraycopy(buffers.rows, at, h, 0, units);
            System.arraycopy(h, 0, buffers.out, row * outStep, units);
            gate(row, units, r);
            for (int j = 0; j < units; j++) {
                h[j] *= r[j];
            }
            System.arraycopy(h, 0, buffers.rows, at, units);
        }
    }

    private void finish(int row) {
        gate(row, 0, z);
        gate(row, units, r);
        System.arraycopy(x, row * candidate.stride(), c, 0, units);
        if (resetAfter) {
            System.arraycopy(u, row * recurrent.stride(), s, 0, units);
            System.arraycopy(buffers.rows, row * depth + inputs, h, 0, units);
            reset(c, r, s, units);
        } else {
            System.arraycopy(buffers.rows, row * depth + inputs, s, 0, units);
            System.arraycopy(buffers.out, row * outStep, h, 0, units);
        }
        System.arraycopy(c, 0, sum, 0, units);
        activation.apply(c, 0);
        update(h, z, c, units);
    }

    private void gate(int row, int at, float[] gate) {
        System.arraycopy(zr, row * gates.stride() + at, gate, 0, units);
        recurrentActivation.apply(gate, 0);
    }

    private static void reset(float[] c, float[] r, float[] s, int n) {
        for (int j = 0; j < n; j++) {
            c[j] = Math.fma(r[j], s[j], c[j]);
        }
    }

    private static void update(float[] h, float[] z, float[] c, int n) {
        for (int j = 0; j < n; j++) {
            h[j] = Math.fma(z[j], h[j], (1f - z[j]) * c[j]);
        }
    }
}
