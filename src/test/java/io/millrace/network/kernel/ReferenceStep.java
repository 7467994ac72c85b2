package io.millrace.network.kernel;

import java.util.function.IntToDoubleFunction;

/**
 * The definition of each layer, naively and in double precision: what every kernel must come near to. Keras' layouts.
 */
final class ReferenceStep {
    private final KernelCase layer;
    private final float[] weights;
    private final int gates;

    ReferenceStep(KernelCase layer, float[] weights) {
        this.layer = layer;
        this.weights = weights;
        gates = switch (layer.kind()) {
            case DENSE, SIMPLE_RNN -> 1;
            case LSTM -> 4;
            case GRU, GRU_RESET_BEFORE -> 3;
        };
    }

    /** [output | new state] of one row. */
    double[][] step(float[] x, float[] state) {
        return switch (layer.kind()) {
            case DENSE -> new double[][] {activate(input(x, 0), layer.activation()), {}};
            case SIMPLE_RNN -> {
                double[] h = activate(sum(input(x, 0), hidden(j -> state[j], 0)), layer.activation());
                yield new double[][] {h, h};
            }
            case LSTM -> lstm(x, state);
            case GRU, GRU_RESET_BEFORE -> gru(x, state);
        };
    }

    private double[][] lstm(float[] x, float[] state) {
        int n = layer.units();
        double[][] g = new double[4][];
        for (int gate = 0; gate < 4; gate++) {
            g[gate] = activate(
                    sum(input(x, gate), hidden(j -> state[j], gate)),
                    gate == 2 ? layer.activation() : layer.recurrent());
        }
        double[] c = new double[n];
        for (int j = 0; j < n; j++) {
            c[j] = g[1][j] * state[n + j] + g[0][j] * g[2][j];
        }
        double[] h = activate(c, layer.activation());
        double[] next = new double[2 * n];
        for (int j = 0; j < n; j++) {
            h[j] *= g[3][j];
            next[j] = h[j];
            next[n + j] = c[j];
        }
        return new double[][] {h, next};
    }

    private double[][] gru(float[] x, float[] h) {
        int n = layer.units();
        double[] z = activate(sum(input(x, 0), hidden(j -> h[j], 0)), layer.recurrent());
        double[] r = activate(sum(input(x, 1), hidden(j -> h[j], 1)), layer.recurrent());
        double[] candidate;
        if (layer.kind() == KernelCase.Kind.GRU) {
            candidate = hidden(j -> h[j], 2);
            for (int j = 0; j < n; j++) {
                candidate[j] *= r[j];
            }
        } else {
            candidate = hidden(j -> r[j] * h[j], 2);
        }
        candidate = activate(sum(input(x, 2), candidate), layer.activation());
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
            next[j] = z[j] * h[j] + (1 - z[j]) * candidate[j];
        }
        return new double[][] {next, next};
    }

    /** x·W + b of one gate. */
    private double[] input(float[] x, int gate) {
        int n = layer.units();
        double[] z = new double[n];
        for (int j = 0; j < n; j++) {
            int column = gate * n + j;
            z[j] = layer.useBias() ? weights[biasAt() + column] : 0;
            for (int k = 0; k < layer.inputs(); k++) {
                z[j] += (double) x[k] * weights[k * gates * n + column];
            }
        }
        return z;
    }

    /** h·U of one gate, and its own bias where the layer has one. */
    private double[] hidden(IntToDoubleFunction h, int gate) {
        int n = layer.units();
        double[] z = new double[n];
        for (int j = 0; j < n; j++) {
            int column = gate * n + j;
            boolean second = layer.kind() == KernelCase.Kind.GRU && layer.useBias();
            z[j] = second ? weights[biasAt() + 3 * n + column] : 0;
            for (int k = 0; k < n; k++) {
                z[j] += h.applyAsDouble(k) * weights[(layer.inputs() + k) * gates * n + column];
            }
        }
        return z;
    }

    private int biasAt() {
        int depth = layer.inputs() + (layer.kind() == KernelCase.Kind.DENSE ? 0 : layer.units());
        return depth * gates * layer.units();
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            sum[j] = a[j] + b[j];
        }
        return sum;
    }

    private static double[] activate(double[] z, Activation activation) {
        double[] y = new double[z.length];
        double total = 0;
        for (double x : z) {
            total += Math.exp(x);
        }
        for (int j = 0; j < z.length; j++) {
            double x = z[j];
            y[j] = switch (activation) {
                case LINEAR -> x;
                case TANH -> Math.tanh(x);
                case SIGMOID -> 1 / (1 + Math.exp(-x));
                case HARD_SIGMOID -> Math.min(1, Math.max(0, x / 6 + 0.5));
                case HARD_SIGMOID_KERAS2 -> Math.min(1, Math.max(0, 0.2 * x + 0.5));
                case RELU -> Math.max(x, 0);
                case SOFTPLUS -> Math.log1p(Math.exp(x));
                case SOFTMAX -> Math.exp(x) / total;
                case ELU -> x > 0 ? x : Math.expm1(x);
                case SELU -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x));
                case SOFTSIGN -> x / (1 + Math.abs(x));
                case EXPONENTIAL -> Math.exp(x);
                case SILU -> x / (1 + Math.exp(-x));
                case GELU -> x * normalBelow(x);
                case LEAKY_RELU -> x > 0 ? x : 0.2 * x;
            };
        }
        return y;
    }

    /** The normal density's integral by Simpson's rule. */
    private static double normalBelow(double x) {
        int pieces = 2000;
        double width = x / pieces;
        double sum = 0;
        for (int i = 0; i <= pieces; i++) {
            double weight = i == 0 || i == pieces ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-i * width * i * width / 2);
        }
        return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
    }
}
