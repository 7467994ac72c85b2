package io.millrace.training;

import java.util.List;

/**
 * How a training went: enough to repeat it and to judge it.
 *
 * @param settings with the seed
 * @param bestEpoch from 1: the lowest validation loss, or training loss where there is no validation set
 * @param seconds in all, validation included
 */
public record TrainingReport(
        TrainingSettings settings,
        TrainingSet.Shape data,
        int parameters,
        List<EpochReport> epochs,
        int bestEpoch,
        End end,
        double seconds) {
    /** Why a training ended. */
    public enum End {
        ALL_EPOCHS,
        NO_LONGER_BETTER,
        CANCELLED
    }

    public TrainingReport {
        epochs = List.copyOf(epochs);
    }
}
