package io.millrace.training;

/**
 * Ends a training that no longer gets better. It watches the validation loss, or the training loss where there is no
 * validation set.
 *
 * @param patience epochs without a better loss after which it ends
 * @param minimumDelta by how much a loss must fall to count as better
 * @param restoreBest whether the weights of the best epoch are the result, or those of the last
 */
public record EarlyStopping(int patience, double minimumDelta, boolean restoreBest) {
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("patience: expected at least 1 epoch, found " + patience);
        }
        if (!(minimumDelta >= 0)) {
            throw new IllegalArgumentException("minimum delta: expected at least 0, found " + minimumDelta);
        }
    }

    /** Any fall counts, and the best weights are the result. */
    public EarlyStopping(int patience) {
        this(patience, 0, true);
    }
}
