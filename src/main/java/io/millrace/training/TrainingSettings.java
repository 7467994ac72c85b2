package io.millrace.training;

import io.millrace.training.loss.Loss;
import io.millrace.training.loss.Metric;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All numbers of a training: with the data, the first weights and the code they determine every bit of the result.
 *
 * @param epochs passes over the data
 * @param batchSize sequences of one update
 * @param truncation steps of one update; the state, but not the gradient, goes on from one such window to the next. 0 for
 *     whole sequences
 * @param shuffle whether each epoch takes the sequences in a new order
 * @param stateful whether sequence i of a batch goes on where sequence i of the batch before ended, as in Keras
 * @param seed of the order, and of what dropouts leave out
 * @param threads at most; they change the speed, never the result
 * @param plateau how the learning rate falls when nothing gets better
 * @param metrics of every result, reported beside the loss
 * @param outputs a loss for each result; empty where {@code loss} is that of all
 */
public record TrainingSettings(
        Loss loss,
        Optimizer optimizer,
        GradientClipping clipping,
        int epochs,
        int batchSize,
        int truncation,
        boolean shuffle,
        boolean stateful,
        long seed,
        int threads,
        Optional<EarlyStopping> earlyStopping,
        Optional<ReduceOnPlateau> plateau,
        List<Metric> metrics,
        List<OutputLoss> outputs) {
    public TrainingSettings {
        requireAtLeast("epochs", epochs, 1);
        requireAtLeast("batch size", batchSize, 1);
        requireAtLeast("truncation", truncation, 0);
        requireAtLeast("threads", threads, 1);
        if (stateful && shuffle) {
            throw new IllegalArgumentException("stateful: expected the sequences in their order, found shuffle");
        }
        metrics = List.copyOf(metrics);
        outputs = List.copyOf(outputs);
    }

    /** Keras' defaults: one epoch, batches of 32, shuffled; on one thread. */
    public TrainingSettings(Loss loss, Optimizer optimizer) {
        this(
                loss,
                optimizer,
                GradientClipping.none(),
                1,
                32,
                0,
                true,
                false,
                0,
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    public TrainingSettings withClipping(GradientClipping clipping) {
        return with(draft -> draft.clipping = clipping);
    }

    public TrainingSettings withEpochs(int epochs) {
        return with(draft -> draft.epochs = epochs);
    }

    public TrainingSettings withBatchSize(int batchSize) {
        return with(draft -> draft.batchSize = batchSize);
    }

    public TrainingSettings withTruncation(int truncation) {
        return with(draft -> draft.truncation = truncation);
    }

    public TrainingSettings withShuffle(boolean shuffle) {
        return with(draft -> draft.shuffle = shuffle);
    }

    public TrainingSettings withStateful(boolean stateful) {
        return with(draft -> draft.stateful = stateful);
    }

    public TrainingSettings withSeed(long seed) {
        return with(draft -> draft.seed = seed);
    }

    public TrainingSettings withThreads(int threads) {
        return with(draft -> draft.threads = threads);
    }

    public TrainingSettings withEarlyStopping(EarlyStopping stopping) {
        return with(draft -> draft.earlyStopping = Optional.of(stopping));
    }

    public TrainingSettings withReduceOnPlateau(ReduceOnPlateau reduction) {
        return with(draft -> draft.plateau = Optional.of(reduction));
    }

    /** A loss for each of the model's results, in their order. */
    public TrainingSettings withOutputs(List<OutputLoss> outputs) {
        return with(draft -> draft.outputs = outputs);
    }

    public TrainingSettings withMetrics(List<Metric> metrics) {
        return with(draft -> draft.metrics = metrics);
    }

    /** Updates that a whole training on this data makes. */
    public long updates(TrainingSet.Shape shape) {
        long batches = (shape.sequences() + batchSize - 1L) / batchSize;
        return batches * epochs * windows(shape.steps());
    }

    /** Steps of one update. */
    int windowSteps(int steps) {
        return truncation == 0 ? steps : Math.min(truncation, steps);
    }

    int windows(int steps) {
        int window = windowSteps(steps);
        return (steps + window - 1) / window;
    }

    private TrainingSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** The one place where a copy with another value is made. */
    private static final class Draft {
        Loss loss;
        Optimizer optimizer;
        GradientClipping clipping;
        int epochs;
        int batchSize;
        int truncation;
        boolean shuffle;
        boolean stateful;
        long seed;
        int threads;
        Optional<EarlyStopping> earlyStopping;
        Optional<ReduceOnPlateau> plateau;
        List<Metric> metrics;
        List<OutputLoss> outputs;

        Draft(TrainingSettings settings) {
            loss = settings.loss;
            optimizer = settings.optimizer;
            clipping = settings.clipping;
            epochs = settings.epochs;
            batchSize = settings.batchSize;
            truncation = settings.truncation;
            shuffle = settings.shuffle;
            stateful = settings.stateful;
            seed = settings.seed;
            threads = settings.threads;
            earlyStopping = settings.earlyStopping;
            plateau = settings.plateau;
            metrics = settings.metrics;
            outputs = settings.outputs;
        }

        TrainingSettings settings() {
            return new TrainingSettings(
                    loss,
                    optimizer,
                    clipping,
                    epochs,
                    batchSize,
                    truncation,
                    shuffle,
                    stateful,
                    seed,
                    threads,
                    earlyStopping,
                    plateau,
                    metrics,
                    outputs);
        }
    }

    private static void requireAtLeast(String name, int found, int least) {
        if (found < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", found " + found);
        }
    }
}
