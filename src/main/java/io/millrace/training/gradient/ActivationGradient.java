package io.millrace.training.gradient;

import io.millrace.network.kernel.Activation;

/** Derivatives of the activation functions, from their values y: what comes back through one is errors ⊙ y'. */
final class ActivationGradient {
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
            default ->
                throw new IllegalArgumentException("activation " + activation.kerasName() + ": cannot be trained yet");
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
