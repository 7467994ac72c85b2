package io.millrace.training;

/**
 * Lowers the learning rate when the training no longer gets better: Keras' ReduceLROnPlateau. It watches what
 * {@link EarlyStopping} watches.
 *
 * @param factor by which the rate is multiplied
 * @param patience epochs without a better loss before that
 * @param minimumDelta by how much a loss must fall to count as better
 * @param minimum below which the rate never falls
 */
public record ReduceOnPlateau(double factor, int patience, double minimumDelta, double minimum) {
    public ReduceOnPlateau {
        if (!(factor > 0 && factor < 1)) {
            throw new IllegalArgumentException("plateau factor: expected above 0 and below 1, found " + factor);
        }
        if (patience < 1) {
            throw new IllegalArgumentException("plateau patience: expected at least 1 epoch, found " + patience);
        }
        if (!(minimumDelta >= 0) || !(minimum >= 0)) {
            throw new IllegalArgumentException(
                    "plateau: expected a minimum delta and a minimum rate of at least 0, found " + minimumDelta
                            + " and " + minimum);
        }
    }

    /** Keras' defaults but for the factor and the patience: a fall of 1e-4 counts. */
    public ReduceOnPlateau(double factor, int patience) {
        this(factor, patience, 1e-4, 0);
    }
}
