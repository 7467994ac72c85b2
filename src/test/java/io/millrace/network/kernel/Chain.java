package io.millrace.network.kernel;

import java.util.Arrays;

/** The sums of a layer with linear activations, each as the one chain of fused multiply-adds that the kernels promise. */
final class Chain {
    private final KernelCase layer;
    private final float[] weights;

    Chain(KernelCase layer, float[] weights) {
        this.layer = layer;
        this.weights = weights;
    }

    /** As the trace shows them: Dense and SimpleRNN z; LSTM i, f, g, o; GRU z, r, then ĥ and what the hidden state gives. */
    float[] sums(float[] x, float[] h) {
        int n = layer.units();
        return switch (layer.kind()) {
            case DENSE -> gates(1, x, new float[0], 1);
            case SIMPLE_RNN -> gates(1, x, h, 1);
            case LSTM -> gates(4, x, h, 4);
            case GRU -> {
                float[] sums = Arrays.copyOf(gates(3, x, h, 2), 4 * n);
                int bias = (layer.inputs() + n) * 3 * n + 2 * n;
                for (int j = 0; j < n; j++) {
                    float input = chain(weights[bias + j], x, 0, 3 * n, 2 * n + j, layer.inputs());
                    float hidden = chain(weights[bias + 3 * n + j], h, layer.inputs(), 3 * n, 2 * n + j, n);
                    sums[2 * n + j] = Math.fma(sums[n + j], hidden, input);
                    sums[3 * n + j] = hidden;
                }
                yield sums;
            }
            case GRU_RESET_BEFORE -> {
                float[] sums = Arrays.copyOf(gates(3, x, h, 2), 4 * n);
                int bias = (layer.inputs() + n) * 3 * n + 2 * n;
                for (int j = 0; j < n; j++) {
                    sums[3 * n + j] = sums[n + j] * h[j];
                }
                float[] reset = Arrays.copyOfRange(sums, 3 * n, 4 * n);
                for (int j = 0; j < n; j++) {
                    float input = chain(weights[bias + j], x, 0, 3 * n, 2 * n + j, layer.inputs());
                    sums[2 * n + j] = chain(input, reset, layer.inputs(), 3 * n, 2 * n + j, n);
                }
                yield sums;
            }
        };
    }

    private float[] gates(int gates, float[] x, float[] h, int wanted) {
        int n = layer.units();
        boolean recurrent = h.length > 0;
        int bias = (layer.inputs() + (recurrent ? n : 0)) * gates * n;
        float[] sums = new float[wanted * n];
        for (int j = 0; j < sums.length; j++) {
            float start = weights[bias + j];
            if (layer.kind() == KernelCase.Kind.GRU) {
                start += weights[bias + 3 * n + j];
            }
            sums[j] = chain(start, x, 0, gates * n, j, layer.inputs());
            if (recurrent) {
                sums[j] = chain(sums[j], h, layer.inputs(), gates * n, j, n);
            }
        }
        return sums;
    }

    private float chain(float start, float[] a, int row, int width, int column, int depth) {
        float sum = start;
        for (int k = 0; k < depth; k++) {
            sum = Math.fma(a[k], weights[(row + k) * width + column], sum);
        }
        return sum;
    }
}
