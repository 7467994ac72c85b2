package io.millrace.training;

/** Follows a training, on the thread that trains. */
public interface TrainingListener {
    /** Listens to nothing. */
    TrainingListener NONE = new TrainingListener() {};

    default void updated(Progress progress) {}

    default void epochEnded(EpochReport report) {}

    /** Asked after each update: whether the training shall end here. */
    default boolean isCancelled() {
        return false;
    }
}
