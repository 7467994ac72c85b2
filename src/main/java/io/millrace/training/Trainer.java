package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Kernels;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        return train(start, List.of(set), validation.stream().toList(), listener);
    }

    /**
     * The same on sequences that stand in several sets (buckets), each padded to the longest of its own: every batch is of
     * one set, and batches of all sets follow each other by lot.
     *
     * @param validation buckets too; empty for none
     */
    public Trained train(
            Weights start, List<TrainingSet> buckets, List<TrainingSet> validation, TrainingListener listener) {
        return train(start, Optional.empty(), buckets, validation, listener);
    }

    /** Goes on where a training with these settings and this data was: the result is that of one that never stopped. */
    public Trained resume(
            Checkpoint checkpoint, TrainingSet set, Optional<TrainingSet> validation, TrainingListener listener) {
        return resume(checkpoint, List.of(set), validation.stream().toList(), listener);
    }

    /** The same on buckets. */
    public Trained resume(
            Checkpoint checkpoint, List<TrainingSet> buckets, List<TrainingSet> validation, TrainingListener listener) {
        return train(checkpoint.weights(), Optional.of(checkpoint), buckets, validation, listener);
    }

    private Trained train(
            Weights start,
            Optional<Checkpoint> checkpoint,
            List<TrainingSet> sets,
            List<TrainingSet> validation,
            TrainingListener listener) {
        Architecture architecture = start.architecture();
        Fit.require(architecture, settings, sets, "training");
        Fit.requireClasses(architecture, settings, sets);
        validation.forEach(other -> Fit.require(architecture, settings, other, "validation"));
        float[] parameters = start.toArray();
        List<Integer> steps =
                inputSteps(Stream.concat(sets.stream(), validation.stream()).toList());
        try (ShardedPass pass = new ShardedPass(architecture, settings, kernels, parameters, steps)) {
            TrainingRun run = new TrainingRun(settings, clock, listener, architecture, parameters, pass);
            checkpoint.ifPresent(run::resume);
            return run.train(sets, validation);
        }
    }

    /** Loss and metrics of the weights on the data. */
    public Evaluation evaluate(Weights weights, TrainingSet set) {
        return evaluate(weights, List.of(set));
    }

    /** The same on buckets. */
    public Evaluation evaluate(Weights weights, List<TrainingSet> buckets) {
        Fit.require(weights.architecture(), settings, buckets, "evaluation");
        List<Integer> steps = inputSteps(buckets);
        try (ShardedPass pass = new ShardedPass(weights.architecture(), settings, kernels, weights.toArray(), steps)) {
            return new Epoch(settings, buckets).evaluate(pass);
        }
    }

    /** Steps of one window of each input, at most. */
    private List<Integer> inputSteps(List<TrainingSet> sets) {
        List<Integer> most = new ArrayList<>();
        for (int input = 0; input < sets.get(0).inputs().size(); input++) {
            int at = input;
            most.add(sets.stream()
                    .mapToInt(set -> inputSteps(set, set.inputs().get(at)))
                    .max()
                    .orElseThrow());
        }
        return most;
    }

    private int inputSteps(TrainingSet set, Batch input) {
        return set.isMain(input) ? settings.windowSteps(set.shape().steps()) : TrainingSet.steps(input);
    }
}
