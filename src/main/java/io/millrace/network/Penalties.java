package io.millrace.network;

/** What training adds to the loss for a layer's weights: Keras' regularizers. Serving never looks at them. */
public record Penalties(Penalty kernel, Penalty recurrentKernel, Penalty bias) {
    public static final Penalties NONE = new Penalties(Penalty.NONE, Penalty.NONE, Penalty.NONE);

    /** l1·Σ|w| + l2·Σw². */
    public record Penalty(double l1, double l2) {
        public static final Penalty NONE = new Penalty(0, 0);

        public Penalty {
            if (!(l1 >= 0 && l2 >= 0)) {
                throw new IllegalArgumentException(
                        "regularizer: expected l1 and l2 of at least 0, found " + l1 + " and " + l2);
            }
        }
    }
}
