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
    SOFTMAX("softmax");

    private final String kerasName;

    Activation(String kerasName) {
        this.kerasName = kerasName;
    }

    public String kerasName() {
        return kerasName;
    }
}
