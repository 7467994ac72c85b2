package io.millrace.retrain;

import java.time.Duration;

/** Sees what a retrainer does, for metrics and whoever wants to be told. Called on its thread: return quickly. */
public interface RetrainObserver {
    RetrainObserver NONE = new RetrainObserver() {};

    /** What has drifted. */
    enum Drift {
        /** The prediction error has risen. */
        ERROR,
        /** What comes in is distributed otherwise. */
        INPUTS
    }

    default void drifted(Drift what) {}

    default void concluded(Verdict verdict, Duration took) {}

    /** A training is at work, and how far it is: 0 to 1; 0 again when it is over. */
    default void progress(double share) {}

    /** A model came that cannot serve. */
    default void refused() {}

    /** Another version serves. */
    default void serving(long generation) {}

    /** Anything of it worth telling, as a JSON object. */
    default void told(String event) {}
}
