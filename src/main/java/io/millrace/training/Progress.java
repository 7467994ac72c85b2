package io.millrace.training;

/**
 * How far a training has come, after each update.
 *
 * @param epoch from 1
 * @param update of this epoch, from 1
 * @param updates of one epoch
 * @param loss mean of this epoch so far
 */
public record Progress(int epoch, int epochs, int update, int updates, double loss) {
    /** Share of all updates that is done, 0 to 1. */
    public double fractionDone() {
        return (epoch - 1 + (double) update / updates) / epochs;
    }
}
