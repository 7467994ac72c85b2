package io.millrace.model;

import io.millrace.network.Batch;
import io.millrace.training.EarlyStopping;
import io.millrace.training.ReduceOnPlateau;
import io.millrace.training.TrainingListener;
import io.millrace.training.TrainingSet;
import io.millrace.training.TrainingSettings;
import io.millrace.training.optimizer.GradientClipping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The arguments of Keras' {@code fit}; what is not said has Keras' default. Begin with {@link #epochs}. */
public final class FitOptions {
    private final List<UnaryOperator<TrainingSettings>> changes = new ArrayList<>();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private TrainingSet validation;
    private double validationSplit;
    private Path best;

    private FitOptions() {}

    /** Passes over the data. */
    public static FitOptions epochs(int count) {
        return new FitOptions().with(settings -> settings.withEpochs(count));
    }

    /** Sequences of one update; 32 unless said. */
    public FitOptions batchSize(int sequences) {
        return with(settings -> settings.withBatchSize(sequences));
    }

    /** Whether every epoch takes the sequences in a new order; it does unless told. */
    public FitOptions shuffle(boolean value) {
        return with(settings -> settings.withShuffle(value));
    }

    /** Of the order, and of what dropouts leave out. */
    public FitOptions seed(long value) {
        return with(settings -> settings.withSeed(value));
    }

    /** At most; they change the speed, never the result. */
    public FitOptions threads(int count) {
        return with(settings -> settings.withThreads(count));
    }

    /** A bound on the gradient: Keras' clipnorm, clipvalue and global_clipnorm. */
    public FitOptions clipping(GradientClipping bound) {
        return with(settings -> settings.withClipping(bound));
    }

    /** An update every so many steps, the states going on from one to the next. */
    public FitOptions truncation(int steps) {
        return with(settings -> settings.withTruncation(steps));
    }

    /** Sequence i of a batch goes on where sequence i of the batch before ended; not together with a shuffle. */
    public FitOptions stateful() {
        return with(settings -> settings.withShuffle(false).withStateful(true));
    }

    /** Holds the last share of the sequences out, and only watches it. */
    public FitOptions validationSplit(double share) {
        validationSplit = share;
        return this;
    }

    public FitOptions validation(Batch inputs, Batch targets) {
        return validation(Model.set(inputs, targets));
    }

    public FitOptions validation(TrainingSet set) {
        validation = set;
        return this;
    }

    public FitOptions earlyStopping(EarlyStopping rule) {
        return with(settings -> settings.withEarlyStopping(rule));
    }

    public FitOptions reduceOnPlateau(ReduceOnPlateau rule) {
        return with(settings -> settings.withReduceOnPlateau(rule));
    }

    /** Writes the model after every epoch that was the best so far. */
    public FitOptions saveBest(Path file) {
        best = file;
        return this;
    }

    /** Follows the training, and may end it. */
    public FitOptions callback(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** A line an epoch, as Keras prints it. */
    public FitOptions verbose() {
        return callback(new EpochLines(System.out::println));
    }

    private FitOptions with(UnaryOperator<TrainingSettings> change) {
        changes.add(change);
        return this;
    }

    TrainingSettings settings(TrainingSettings compiled) {
        TrainingSettings settings = compiled;
        for (UnaryOperator<TrainingSettings> change : changes) {
            settings = change.apply(settings);
        }
        return settings;
    }

    /** What is learned. */
    TrainingSet learned(TrainingSet all) {
        return splits() ? all.range(0, all.splitAt(validationSplit)) : all;
    }

    /** What is only watched. */
    Optional<TrainingSet> heldOut(TrainingSet all) {
        return splits()
                ? Optional.of(
                        all.range(all.splitAt(validationSplit), all.shape().sequences()))
                : Optional.ofNullable(validation);
    }

    private boolean splits() {
        if (validation != null && validationSplit != 0) {
            throw new IllegalArgumentException(
                    "validation: expected a set or a share of the data, found both; leave one out");
        }
        return validationSplit != 0;
    }

    List<TrainingListener> listeners() {
        return listeners;
    }

    Optional<Path> best() {
        return Optional.ofNullable(best);
    }
}
