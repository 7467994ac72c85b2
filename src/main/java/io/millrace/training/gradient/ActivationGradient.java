package io.millrace.training.gradient;

import io.millrace.network.kernel.Activation;

/**
 * Derivatives of the activation functions, from their values y, or from their arguments x where the values do not tell: what
 * comes back through one is errors ⊙ y'.
 */
final class ActivationGradient {
    /** Klambauer et al. 2017, arXiv:1706.02515. */
    private static final double SELU_SCALE = 1.0507009873554804934193349852946;

    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    private ActivationGradient() {}

    /**
     * errors [rows, width] become those with respect to the activation's argument.
     *
     * @param x [rows, width], the argument; read where it {@link Activation#needsArgument}
     * @param y [rows, width], the value
     */
    static void apply(Activation activation, int rows, int width, float[] x, float[] y, float[] errors) {
        int n = rows * width;
        switch (activation) {
            case LINEAR -> {}
            case TANH -> tanh(n, y, errors);
            case SIGMOID -> sigmoid(n, y, errors);
            case HARD_SIGMOID -> hardSigmoid(n, y, errors, 1f / 6f);
            case HARD_SIGMOID_KERAS2 -> hardSigmoid(n, y, errors, 0.2f);
            case RELU -> relu(n, y, errors, 0f);
            case LEAKY_RELU -> relu(n, y, errors, 0.2f);
            case SOFTPLUS -> softplus(n, y, errors);
            case SOFTMAX -> softmax(rows, width, y, errors);
            case ELU -> elu(n, y, errors, 1, 1);
            case SELU -> elu(n, y, errors, SELU_SCALE, SELU_ALPHA);
            case SOFTSIGN -> softsign(n, y, errors);
            case EXPONENTIAL -> Columns.multiply(n, errors, y, errors);
            case SILU -> silu(n, x, errors);
            case GELU -> gelu(n, x, y, errors);
        }
    }

    private static void tanh(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            errors[j] *= 1f - y[j] * y[j];
        }
    }

    private static void sigmoid(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            errors[j] *= y[j] * (1f - y[j]);
        }
    }

    private static void hardSigmoid(int n, float[] y, float[] errors, float slope) {
        for (int j = 0; j < n; j++) {
            errors[j] = y[j] > 0f && y[j] < 1f ? errors[j] * slope : 0f;
        }
    }

    private static void relu(int n, float[] y, float[] errors, float slopeBelow) {
        for (int j = 0; j < n; j++) {
            errors[j] = y[j] > 0f ? errors[j] : slopeBelow * errors[j];
        }
    }

    /** y = ln(1 + eˣ) has the slope σ(x) = 1 − e⁻ʸ. */
    private static void softplus(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            errors[j] *= (float) -StrictMath.expm1(-y[j]);
        }
    }

    /** The one activation whose outputs depend on each other: y ⊙ (errors − Σ errors·y) in each row. */
    private static void softmax(int rows, int width, float[] y, float[] errors) {
        for (int at = 0; at < rows * width; at += width) {
            double dot = 0;
            for (int j = at; j < at + width; j++) {
                dot += (double) errors[j] * y[j];
            }
            for (int j = at; j < at + width; j++) {
                errors[j] = (float) (y[j] * (errors[j] - dot));
            }
        }
    }

    /** Below 0, y = scale·alpha·(eˣ − 1) has the slope y + scale·alpha. */
    private static void elu(int n, float[] y, float[] errors, double scale, double alpha) {
        float above = (float) scale;
        float asymptote = (float) (scale * alpha);
        for (int j = 0; j < n; j++) {
            errors[j] *= y[j] > 0f ? above : y[j] + asymptote;
        }
    }

    /** y = x / (1 + |x|) has the slope 1 / (1 + |x|)² = (1 − |y|)². */
    private static void softsign(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            float rest = 1f - Math.abs(y[j]);
            errors[j] *= rest * rest;
        }
    }

    /** y = x·σ(x) has the slope σ(x)·(1 + x·(1 − σ(x))). */
    private static void silu(int n, float[] x, float[] errors) {
        for (int j = 0; j < n; j++) {
            double s = 1 / (1 + StrictMath.exp(-x[j]));
            errors[j] *= (float) (s * (1 + x[j] * (1 - s)));
        }
    }

    /** y = x·Φ(x) has the slope Φ(x) + x·e^(−x²/2)/√(2π); near 0, where y / x does not tell Φ, Φ is ½ + x/√(2π). */
    private static void gelu(int n, float[] x, float[] y, float[] errors) {
        double density0 = 1 / StrictMath.sqrt(2 * Math.PI);
        for (int j = 0; j < n; j++) {
            double a = x[j];
            double below = Math.abs(a) < 1e-4 ? 0.5 + a * density0 : y[j] / a;
            errors[j] *= (float) (below + a * density0 * StrictMath.exp(-0.5 * a * a));
        }
    }
}
