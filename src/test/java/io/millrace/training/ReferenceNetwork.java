package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;

/** The networks once more: one sequence, double precision, straight from the equations. Slow and obvious. */
final class ReferenceNetwork {
    private final Architecture architecture;

    ReferenceNetwork(Architecture architecture) {
        this.architecture = architecture;
    }

    /**
     * Outputs of every step, [steps][outputs], of a sequence [steps][inputs].
     *
     * @param firstStep of the weights; {@code earlier} ones lead there
     */
    double[][] run(double[] weights, double[][] sequence, int firstStep, double[] earlier) {
        double[][] values = sequence;
        for (int i = 0; i < architecture.layers().size(); i++) {
            Layer layer = architecture.layers().get(i);
            int at = architecture.parameterOffset(i);
            double[] state = new double
                    [layer.stateSizes().stream().mapToInt(Integer::intValue).sum()];
            double[][] outputs = new double[values.length][];
            for (int t = 0; t < values.length; t++) {
                outputs[t] = step(layer, t < firstStep ? earlier : weights, at, values[t], state);
            }
            values = outputs;
        }
        return values;
    }

    /** One step of a layer; the state is overwritten. */
    static double[] step(Layer layer, double[] w, int at, double[] x, double[] state) {
        if (layer instanceof Layer.Dense dense) {
            return apply(dense.activation(), sums(w, at, x, null, dense.units(), dense.useBias() ? 1 : 0));
        }
        if (layer instanceof RecurrentLayer.SimpleRnn simple) {
            double[] h = apply(simple.activation(), sums(w, at, x, state, simple.units(), simple.useBias() ? 1 : 0));
            System.arraycopy(h, 0, state, 0, h.length);
            return h;
        }
        return layer instanceof RecurrentLayer.Lstm lstm
                ? lstm(lstm, w, at, x, state)
                : gru((RecurrentLayer.Gru) layer, w, at, x, state);
    }

    private static double[] lstm(RecurrentLayer.Lstm layer, double[] w, int at, double[] x, double[] state) {
        int u = layer.units();
        double[] z = sums(w, at, x, part(state, 0, u), 4 * u, layer.useBias() ? 1 : 0);
        double[] i = apply(layer.recurrentActivation(), part(z, 0, u));
        double[] f = apply(layer.recurrentActivation(), part(z, u, u));
        double[] g = apply(layer.activation(), part(z, 2 * u, u));
        double[] o = apply(layer.recurrentActivation(), part(z, 3 * u, u));
        double[] c = new double[u];
        for (int j = 0; j < u; j++) {
            c[j] = f[j] * state[u + j] + i[j] * g[j];
        }
        double[] h = apply(layer.activation(), c.clone());
        for (int j = 0; j < u; j++) {
            h[j] *= o[j];
        }
        System.arraycopy(h, 0, state, 0, u);
        System.arraycopy(c, 0, state, u, u);
        return h;
    }

    private static double[] gru(RecurrentLayer.Gru layer, double[] w, int at, double[] x, double[] state) {
        int u = layer.units();
        int recurrentAt = at + x.length * 3 * u;
        int biasAt = recurrentAt + u * 3 * u;
        double[] h = part(state, 0, u);
        double[] fromX = product(w, at, 3 * u, x);
        double[] fromH = product(w, recurrentAt, 3 * u, h);
        for (int j = 0; layer.useBias() && j < 3 * u; j++) {
            fromX[j] += w[biasAt + j];
            fromH[j] += layer.resetAfter() ? w[biasAt + 3 * u + j] : 0;
        }
        double[] z = apply(layer.recurrentActivation(), sum(part(fromX, 0, u), part(fromH, 0, u)));
        double[] r = apply(layer.recurrentActivation(), sum(part(fromX, u, u), part(fromH, u, u)));
        double[] candidate = part(fromX, 2 * u, u);
        double[] resetH = new double[u];
        for (int j = 0; j < u; j++) {
            resetH[j] = r[j] * h[j];
        }
        double[] late = part(product(w, recurrentAt, 3 * u, resetH), 2 * u, u);
        for (int j = 0; j < u; j++) {
            candidate[j] += layer.resetAfter() ? r[j] * fromH[2 * u + j] : late[j];
        }
        candidate = apply(layer.activation(), candidate);
        for (int j = 0; j < u; j++) {
            state[j] = z[j] * h[j] + (1 - z[j]) * candidate[j];
        }
        return part(state, 0, u);
    }

    /** x·W + h·U + b. */
    private static double[] sums(double[] w, int at, double[] x, double[] h, int width, int biases) {
        double[] sums = product(w, at, width, x);
        int next = at + x.length * width;
        if (h != null) {
            int units = h.length == 2 * width ? width : h.length;
            sums = sum(sums, product(w, next, width, part(h, 0, units)));
            next += units * width;
        }
        for (int j = 0; biases > 0 && j < width; j++) {
            sums[j] += w[next + j];
        }
        return sums;
    }

    private static double[] product(double[] w, int at, int width, double[] x) {
        double[] product = new double[width];
        for (int k = 0; k < x.length; k++) {
            for (int j = 0; j < width; j++) {
                product[j] += x[k] * w[at + k * width + j];
            }
        }
        return product;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            sum[j] = a[j] + b[j];
        }
        return sum;
    }

    private static double[] part(double[] values, int from, int count) {
        return java.util.Arrays.copyOfRange(values, from, from + count);
    }

    static double[] apply(Activation activation, double[] x) {
        double[] y = new double[x.length];
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            y[j] = switch (activation) {
                case LINEAR -> x[j];
                case TANH -> Math.tanh(x[j]);
                case SIGMOID -> 1 / (1 + Math.exp(-x[j]));
                case HARD_SIGMOID -> Math.max(0, Math.min(1, x[j] / 6 + 0.5));
                case HARD_SIGMOID_KERAS2 -> Math.max(0, Math.min(1, 0.2 * x[j] + 0.5));
                case RELU -> Math.max(0, x[j]);
                case SOFTPLUS -> Math.log1p(Math.exp(x[j]));
                case SOFTMAX, EXPONENTIAL -> Math.exp(x[j]);
                case ELU -> x[j] > 0 ? x[j] : Math.expm1(x[j]);
                case SELU -> 1.0507009873554805 * (x[j] > 0 ? x[j] : 1.6732632423543772 * Math.expm1(x[j]));
                case SOFTSIGN -> x[j] / (1 + Math.abs(x[j]));
                case SILU -> x[j] / (1 + Math.exp(-x[j]));
                case LEAKY_RELU -> x[j] > 0 ? x[j] : 0.2 * x[j];
                case GELU -> x[j] * normal(x[j]);
            };
            sum += y[j];
        }
        for (int j = 0; activation == Activation.SOFTMAX && j < y.length; j++) {
            y[j] /= sum;
        }
        return y;
    }

    /** Φ(x) by Simpson's rule: ½ + the integral of the density from 0. */
    private static double normal(double x) {
        int pieces = 400;
        double h = x / pieces;
        double sum = 0;
        for (int i = 0; i <= pieces; i++) {
            double weight = i == 0 || i == pieces ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-0.5 * i * h * i * h);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }
}
