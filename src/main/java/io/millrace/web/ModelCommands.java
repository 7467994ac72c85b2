package io.millrace.web;

import java.util.Optional;

/** What may be asked of a model that is retrained. Any thread. */
public interface ModelCommands {
    /** Which version serves, which are kept, what the retrainer does: a JSON object. */
    String describe();

    /** Train soon; why not, if it cannot. */
    Optional<String> retrain();

    /** End the training at hand, without a verdict; why not, if it cannot. */
    Optional<String> endTraining();

    /** Serve an earlier version again; why not, if it cannot. */
    Optional<String> rollBack(long version);

    /** Serve the model of this Keras file from now on; why not, if it cannot. May take a while. */
    Optional<String> publish(byte[] file);
}
