package io.millrace.network.kernel;

/** An activation function, by Keras' name and definition. */
public enum Activation {
    LINEAR("linear"),
    TANH("tanh"),
    SIGMOID("sigmoid"),
    /** Keras 3: clip(x / 6 + 0.5, 0, 1). */
    HARD_SIGMOID("hard_sigmoid"),
    /** Keras 1 and 2: clip(0.2 x + 0.5, 0, 1); the same name in their files. */
    HARD_SIGMOID_KERAS2("hard_sigmoid"),
    RELU("relu"),
    SOFTPLUS("softplus"),
    SOFTMAX("softmax"),
    /** x where positive, else eˣ − 1. */
    ELU("elu"),
    /** 1.0507… · (x where positive, else 1.6733… · (eˣ − 1)). */
    SELU("selu"),
    /** x / (1 + |x|). */
    SOFTSIGN("softsign"),
    EXPONENTIAL("exponential"),
    /** x · sigmoid(x); Keras calls it swish too. */
    SILU("silu"),
    /** x · Φ(x), exactly: Keras' {@code approximate=False}. */
    GELU("gelu"),
    /** x where positive, else 0.2 x: Keras 3's default slope. */
    LEAKY_RELU("leaky_relu");

    private final String kerasName;

    Activation(String kerasName) {
        this.kerasName = kerasName;
    }

    public String kerasName() {
        return kerasName;
    }

    /** Whether its derivative takes the argument: the function falls, then rises, so that a value has two of them. */
    public boolean needsArgument() {
        return this == SILU || this == GELU;
    }
}
