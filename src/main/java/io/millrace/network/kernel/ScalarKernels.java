package io.millrace.network.kernel;

/** The kernels in plain Java: the fallback where there is no vector module, and the twin that vectors are checked against. */
final class ScalarKernels implements Kernels, Arithmetic {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public StepKernel simpleRnn(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new DenseStep(this, inputs, units, true, activation, useBias, capacity);
    }

    @Override
    public StepKernel lstm(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            int capacity) {
        return new LstmStep(this, inputs, units, activation, recurrentActivation, useBias, capacity);
    }

    @Override
    public StepKernel gru(
            int inputs,
            int units,
            Activation activation,
            Activation recurrentActivation,
            boolean useBias,
            boolean resetAfter,
            int capacity) {
        return new GruStep(this, inputs, units, activation, recurrentActivation, useBias, resetAfter, capacity);
    }

    @Override
    public StepKernel dense(int inputs, int units, Activation activation, boolean useBias, int capacity) {
        return new DenseStep(this, inputs, units, false, activation, useBias, capacity);
    }

    @Override
    public StepKernel activation(Activation activation, int width, int capacity) {
        return new ActivationStep(activation(activation, width), width, capacity);
    }

    @Override
    public Product product(int depth, int width) {
        return new ScalarProduct(depth, width);
    }

    @Override
    public RowFunction activation(Activation activation, int width) {
        return new PlainFunction(activation, width);
    }

    @Override
    public void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] b, int b0, float[] c, int c0) {
        for (int row = 0; row < m; row++) {
            for (int step = 0; step < k; step++) {
                add(n, a[a0 + row * k + step], b, b0 + step * n, c, c0 + row * n);
            }
        }
    }

    @Override
    public void transposedMultiplyAdd(int m, int n, int k, float[] a, int a0, float[] b, int b0, float[] c, int c0) {
        for (int step = 0; step < m; step++) {
            for (int row = 0; row < k; row++) {
                add(n, a[a0 + step * k + row], b, b0 + step * n, c, c0 + row * n);
            }
        }
    }

    private static void add(int n, float x, float[] b, int b0, float[] c, int c0) {
        for (int j = 0; j < n; j++) {
            c[c0 + j] = Math.fma(x, b[b0 + j], c[c0 + j]);
        }
    }
}
