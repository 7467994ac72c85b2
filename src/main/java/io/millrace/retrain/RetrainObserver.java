package io.millrace.retrain;

import java.time.Duration;

/** Sees what a retrainer does, for metrics. Called on its thread. */
public interface RetrainObserver {
    RetrainObserver NONE = new RetrainObserver() {};

    /** The prediction error has risen. */
    default void drifted() {}

    default void concluded(Verdict verdict, Duration took) {}

    /** A training is at work, and how far it is: 0 to 1; 0 again when it is over. */
    default void progress(double share) {}

    /** A model came that cannot serve. */
    default void refused() {}

    /** Another version serves. */
    default void serving(long generation) {}
}
