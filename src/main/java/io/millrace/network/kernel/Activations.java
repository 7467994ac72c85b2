package io.millrace.network.kernel;

/**
 * The activation functions in plain Java, on the first floats of an array: whole arrays from index 0, one short loop each,
 * which C2 compiles to vectors.
 *
 * <p>The bits are the same on every JDK: {@link Tanh} is rational, the sigmoid is ½ + ½·tanh(x/2), softmax, exponential and
 * silu take {@link Exp}, and the rarer functions take {@link StrictMath}. A softmax runs over all n floats; everything else goes float by float.
 */
final class Activations {
    /** Klambauer et al. 2017, arXiv:1706.02515. */
    private static final double SELU_SCALE = 1.0507009873554804934193349852946;

    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    private Activations() {}

    static void apply(Activation activation, float[] z, int n) {
        switch (activation) {
            case LINEAR -> {}
            case TANH -> tanh(z, n);
            case SIGMOID -> sigmoid(z, n);
            case HARD_SIGMOID -> hardSigmoid(z, n, 1f / 6f);
            case HARD_SIGMOID_KERAS2 -> hardSigmoid(z, n, 0.2f);
            case RELU -> relu(z, n);
            case SOFTPLUS -> softplus(z, n);
            case SOFTMAX -> softmax(z, n);
            case ELU -> elu(z, n, 1, 1);
            case SELU -> elu(z, n, SELU_SCALE, SELU_ALPHA);
            case SOFTSIGN -> softsign(z, n);
            case EXPONENTIAL -> exponential(z, n);
            case SILU -> silu(z, n);
            case GELU -> gelu(z, n);
            case LEAKY_RELU -> leakyRelu(z, n);
        }
    }

    private static void tanh(float[] z, int n) {
        // The clamp in a loop of its own: with it inside, C2 does not vectorise the rest.
        for (int j = 0; j < n; j++) {
            z[j] = Tanh.clamp(z[j]);
        }
        for (int j = 0; j < n; j++) {
            z[j] = Tanh.ofClamped(z[j]);
        }
    }

    private static void sigmoid(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            z[j] *= 0.5f;
        }
        tanh(z, n);
        for (int j = 0; j < n; j++) {
            z[j] = Math.fma(z[j], 0.5f, 0.5f);
        }
    }

    private static void hardSigmoid(float[] z, int n, float slope) {
        for (int j = 0; j < n; j++) {
            z[j] = Math.max(Math.min(Math.fma(z[j], slope, 0.5f), 1f), 0f);
        }
    }

    private static void relu(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            z[j] = Math.max(z[j], 0f);
        }
    }

    /** ln(1 + eˣ), written so that the exponential never overflows. */
    private static void softplus(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            double x = z[j];
            z[j] = (float) (Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
        }
    }

    private static void softmax(float[] z, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            max = Math.max(max, z[j]);
        }
        double sum = 0;
        for (int j = 0; j < n; j++) {
            z[j] = Exp.of(z[j] - max);
            sum += z[j];
        }
        float divisor = (float) sum;
        for (int j = 0; j < n; j++) {
            z[j] /= divisor;
        }
    }

    private static void elu(float[] z, int n, double scale, double alpha) {
        for (int j = 0; j < n; j++) {
            double x = z[j];
            z[j] = (float) (scale * (x > 0 ? x : alpha * StrictMath.expm1(x)));
        }
    }

    private static void softsign(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            z[j] = z[j] / (1f + Math.abs(z[j]));
        }
    }

    private static void exponential(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            z[j] = Exp.of(z[j]);
        }
    }

    private static void silu(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            z[j] /= 1f + Exp.of(-z[j]);
        }
    }

    private static void gelu(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            z[j] = (float) (z[j] * Normal.probabilityBelow(z[j]));
        }
    }

    private static void leakyRelu(float[] z, int n) {
        for (int j = 0; j < n; j++) {
            z[j] = z[j] > 0f ? z[j] : 0.2f * z[j];
        }
    }
}
