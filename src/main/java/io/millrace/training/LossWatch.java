package io.millrace.training;

/** Follows the losses of the epochs: which was the best, and how long ago. */
final class LossWatch {
    private final double minimumDelta;
    private double best = Double.POSITIVE_INFINITY;
    private int wait;

    /** @param minimumDelta by how much a loss must fall to count as better */
    LossWatch(double minimumDelta) {
        this.minimumDelta = minimumDelta;
    }

    /** Returns whether this epoch's loss is better than all before. */
    boolean isBetter(double loss) {
        if (loss < best - minimumDelta) {
            best = loss;
            wait = 0;
            return true;
        }
        wait++;
        return false;
    }

    /** Whether so many epochs have passed without a better loss, since the best one or the last {@link #restart}. */
    boolean hasWaited(int patience) {
        return wait >= patience;
    }

    void restart() {
        wait = 0;
    }
}
