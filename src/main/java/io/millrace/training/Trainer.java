package io.millrace.training;

import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Trains a network by truncated backpropagation through time. Immutable: it may train again and again, on any thread, and
 * the same weights, data and settings give the same bits.
 */
public final class Trainer {
    private final TrainingSettings settings;
    private final Kernels kernels;
    private final InstantSource clock;

    public Trainer(TrainingSettings settings, Kernels kernels, InstantSource clock) {
        this.settings = settings;
        this.kernels = kernels;
        this.clock = clock;
    }

    /**
     * Trains from the given weights on. Errors: what does not fit together is an {@link IllegalArgumentException}; a loss
     * that is no longer finite a {@link TrainingDivergedException}.
     */
    public Trained train(Weights start, TrainingSet set, Optional<TrainingSet> validation, TrainingListener listener) {
        Fit.require(start.architecture(), settings, set, "training");
        validation.ifPresent(other -> Fit.require(start.architecture(), settings, other, "validation"));
        int steps = Math.max(window(set), validation.map(this::window).orElse(1));
        float[] parameters = start.toArray();
        try (ShardedPass pass = new ShardedPass(start.architecture(), settings, kernels, parameters, steps)) {
            return new TrainingRun(settings, clock, listener, start.architecture(), parameters, pass)
                    .train(set, validation);
        }
    }

    /** Loss and metrics of the weights on the data. */
    public Evaluation evaluate(Weights weights, TrainingSet set) {
        Fit.require(weights.architecture(), settings, set, "evaluation");
        try (ShardedPass pass =
                new ShardedPass(weights.architecture(), settings, kernels, weights.toArray(), window(set))) {
            return Epoch.evaluate(settings, set, pass);
        }
    }

    private int window(TrainingSet set) {
        return settings.windowSteps(set.shape().steps());
    }
}
