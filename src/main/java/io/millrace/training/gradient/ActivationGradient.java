package io.millrace.training.gradient;

import io.millrace.network.kernel.Activation;

/** Derivatives of the activation functions, from their values y: what comes back through one is errors ⊙ y'. */
final class ActivationGradient {
    private static final float SELU_SCALE = 1.05070098f;
    private static final float SELU_SCALE_ALPHA = 1.75809934f;

    private ActivationGradient() {}

    /** errors [rows, width] become those with respect to the activation's argument; y [rows, width] is its value. */
    static void apply(Activation activation, int rows, int width, float[] y, float[] errors) {
        int n = rows * width;
        switch (activation) {
            case LINEAR -> {}
            case TANH -> tanh(n, y, errors);
            case SIGMOID -> sigmoid(n, y, errors);
            case HARD_SIGMOID -> hardSigmoid(n, y, errors, 1f / 6f);
            case HARD_SIGMOID_KERAS2 -> hardSigmoid(n, y, errors, 0.2f);
            case RELU -> relu(n, y, errors);
            case SOFTPLUS -> softplus(n, y, errors);
            case SOFTMAX -> softmax(rows, width, y, errors);
            case ELU -> elu(n, y, errors, 1f, 1f);
            case SELU -> elu(n, y, errors, SELU_SCALE, SELU_SCALE_ALPHA);
            case SOFTSIGN -> softsign(n, y, errors);
            case EXPONENTIAL -> exponential(n, y, errors);
            case LEAKY_RELU -> leakyRelu(n, y, errors);
            case SILU, GELU ->
                throw new IllegalArgumentException("activation " + activation.kerasName()
                        + ": expected one whose value tells its slope; this one's cannot be trained through yet");
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

    private static void relu(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            errors[j] = y[j] > 0f ? errors[j] : 0f;
        }
    }

    /** y = a·(eˣ − 1) below 0 has the slope y + a. */
    private static void elu(int n, float[] y, float[] errors, float scale, float below) {
        for (int j = 0; j < n; j++) {
            errors[j] *= y[j] > 0f ? scale : y[j] + below;
        }
    }

    private static void softsign(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            float slope = 1f - Math.abs(y[j]);
            errors[j] *= slope * slope;
        }
    }

    private static void exponential(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            errors[j] *= y[j];
        }
    }

    private static void leakyRelu(int n, float[] y, float[] errors) {
        for (int j = 0; j < n; j++) {
            errors[j] = y[j] > 0f ? errors[j] : 0.2f * errors[j];
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
}
