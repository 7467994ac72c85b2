package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
        return train(start, Optional.empty(), set, validation, listener);
    }

    /** Goes on where a training with these settings and this data was: the result is that of one that never stopped. */
    public Trained resume(
            Checkpoint checkpoint, TrainingSet set, Optional<TrainingSet> validation, TrainingListener listener) {
        return train(checkpoint.weights(), Optional.of(checkpoint), set, validation, listener);
    }

    private Trained train(
            Weights start,
            Optional<Checkpoint> checkpoint,
            TrainingSet set,
            Optional<TrainingSet> validation,
            TrainingListener listener) {
        Architecture architecture = start.architecture();
        Fit.require(architecture, settings, set, "training");
        Fit.requireClasses(architecture, settings, set);
        validation.ifPresent(other -> Fit.require(architecture, settings, other, "validation"));
        List<Integer> steps = new ArrayList<>(inputSteps(set));
        List<Integer> others = validation.map(this::inputSteps).orElse(steps);
        for (int input = 0; input < steps.size(); input++) {
            steps.set(input, Math.max(steps.get(input), others.get(input)));
        }
        float[] parameters = start.toArray();
        try (ShardedPass pass = new ShardedPass(architecture, settings, kernels, parameters, steps)) {
            TrainingRun run = new TrainingRun(settings, clock, listener, architecture, parameters, pass);
            checkpoint.ifPresent(run::resume);
            return run.train(set, validation);
        }
    }

    /** Loss and metrics of the weights on the data. */
    public Evaluation evaluate(Weights weights, TrainingSet set) {
        Fit.require(weights.architecture(), settings, set, "evaluation");
        try (ShardedPass pass =
                new ShardedPass(weights.architecture(), settings, kernels, weights.toArray(), inputSteps(set))) {
            return Epoch.evaluate(settings, set, pass);
        }
    }

    /** Steps of one window of each input. */
    private List<Integer> inputSteps(TrainingSet set) {
        return set.inputs().stream()
                .map(input ->
                        set.isMain(input) ? settings.windowSteps(set.shape().steps()) : TrainingSet.steps(input))
                .toList();
    }
}
