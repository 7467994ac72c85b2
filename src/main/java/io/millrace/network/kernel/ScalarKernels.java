package io.millrace.network.kernel;

import java.util.Arrays;

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
        add(m, n, k, a, a0, k, 1, b, b0, c, c0);
    }

    @Override
    public void transposedMultiplyAdd(int m, int n, int k, float[] a, int a0, float[] b, int b0, float[] c, int c0) {
        add(k, n, m, a, a0, 1, k, b, b0, c, c0);
    }

    private static void add(
            int rows, int n, int depth, float[] a, int a0, int aRow, int aStep, float[] b, int b0, float[] c, int c0) {
        float[][] w = new float[depth][];
        for (int k = 0; k < depth; k++) {
            w[k] = Arrays.copyOfRange(b, b0 + k * n, b0 + (k + 1) * n);
        }
        float[] z = new float[n];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(c, c0 + row * n, z, 0, n);
            ScalarProduct.addRow(z, w, a, a0 + row * aRow, aStep);
            System.arraycopy(z, 0, c, c0 + row * n, n);
        }
    }
}
