package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorLanes.S;

import jdk.incubator.vector.FloatVector;

/** With Keras' default activations, tanh and sigmoid, whose trace is [i | f | g | o | tanh(c')]: each float of it is read once. */
record VectorLstmErrors(int units) implements LstmErrors {
    @Override
    public void back(
            int rows,
            float[] trace,
            int traceAt,
            float[] states,
            int statesAt,
            float[] dh,
            float[] dc,
            float[] dz,
            int dzAt) {
        int whole = units - units % L;
        for (int row = 0; row < rows; row++) {
            int t = traceAt + row * 5 * units;
            int c = statesAt + row * 2 * units + units;
            int z = dzAt + row * 4 * units;
            vectors(units, whole, trace, t, states, c, dh, dc, row * units, dz, z);
            for (int j = whole; j < units; j++) {
                one(units, trace, t + j, states[c + j], dh, dc, row * units + j, dz, z + j);
            }
        }
    }

    /** The first units of a row, in whole vectors; that row's h and c stand from {@code at} on in their errors. */
    private static void vectors(
            int units,
            int whole,
            float[] trace,
            int traceAt,
            float[] states,
            int cellAt,
            float[] dh,
            float[] dc,
            int at,
            float[] dz,
            int dzAt) {
        final FloatVector one = FloatVector.broadcast(S, 1f);
        for (int j = 0; j < whole; j += L) {
            FloatVector i = FloatVector.fromArray(S, trace, traceAt + j);
            FloatVector f = FloatVector.fromArray(S, trace, traceAt + units + j);
            FloatVector g = FloatVector.fromArray(S, trace, traceAt + 2 * units + j);
            FloatVector o = FloatVector.fromArray(S, trace, traceAt + 3 * units + j);
            FloatVector t = FloatVector.fromArray(S, trace, traceAt + 4 * units + j);
            FloatVector h = FloatVector.fromArray(S, dh, at + j);
            FloatVector d = FloatVector.fromArray(S, dc, at + j).add(h.mul(o).mul(one.sub(t.mul(t))));
            FloatVector cell = FloatVector.fromArray(S, states, cellAt + j);
            d.mul(g).mul(i.mul(one.sub(i))).intoArray(dz, dzAt + j);
            d.mul(cell).mul(f.mul(one.sub(f))).intoArray(dz, dzAt + units + j);
            d.mul(i).mul(one.sub(g.mul(g))).intoArray(dz, dzAt + 2 * units + j);
            h.mul(t).mul(o.mul(one.sub(o))).intoArray(dz, dzAt + 3 * units + j);
            d.mul(f).intoArray(dc, at + j);
        }
    }

    /** One unit of a row. */
    private static void one(
            int units, float[] trace, int traceAt, float cell, float[] dh, float[] dc, int at, float[] dz, int dzAt) {
        float i = trace[traceAt];
        float f = trace[traceAt + units];
        float g = trace[traceAt + 2 * units];
        float o = trace[traceAt + 3 * units];
        float t = trace[traceAt + 4 * units];
        float d = dc[at] + dh[at] * o * (1f - t * t);
        dz[dzAt] = d * g * (i * (1f - i));
        dz[dzAt + units] = d * cell * (f * (1f - f));
        dz[dzAt + 2 * units] = d * i * (1f - g * g);
        dz[dzAt + 3 * units] = dh[at] * t * (o * (1f - o));
        dc[at] = d * f;
    }
}
