package io.millrace.training;

import java.util.function.Supplier;

/** Follows a training, on the thread that trains. */
public interface TrainingListener {
    /** Listens to nothing. */
    TrainingListener NONE = new TrainingListener() {};

    default void updated(Progress progress) {}

    default void epochEnded(EpochReport report) {}

    /**
     * After each epoch, when a training could be resumed: a copy of all it needs is made where it is asked for, in this call.
     *
     * @param better whether the epoch was the best so far
     */
    default void checkpoint(boolean better, Supplier<Checkpoint> checkpoint) {}

    /** Asked after each update: whether the training shall end here. */
    default boolean isCancelled() {
        return false;
    }
}
