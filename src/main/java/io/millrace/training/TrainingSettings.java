package io.millrace.training;

import io.millrace.training.loss.Loss;
import io.millrace.training.loss.Metric;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;

/**
 * All numbers of a training: with the data, the first weights and the code they determine every bit of the result.
 *
 * @param epochs passes over the data
 * @param batchSize sequences of one update
 * @param truncation steps of one update; the state, but not the gradient, goes on from one such window to the next. 0 for
 *     whole sequences
 * @param shuffle whether each epoch takes the sequences in a new order
 * @param stateful whether sequence i of a batch goes on where sequence i of the batch before ended, as in Keras
 * @param seed of the order
 * @param threads at most; they change the speed, never the result
 * @param metrics reported beside the loss
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
        List<Metric> metrics) {
    public TrainingSettings {
        requireAtLeast("epochs", epochs, 1);
        requireAtLeast("batch size", batchSize, 1);
        requireAtLeast("truncation", truncation, 0);
        requireAtLeast("threads", threads, 1);
        if (stateful && shuffle) {
            throw new IllegalArgumentException("stateful: expected the sequences in their order, found shuffle");
        }
        metrics = List.copyOf(metrics);
    }

    /** Keras' defaults: one epoch, batches of 32, shuffled; on one thread. */
    public TrainingSettings(Loss loss, Optimizer optimizer) {
        this(loss, optimizer, GradientClipping.none(), 1, 32, 0, true, false, 0, 1, Optional.empty(), List.of());
    }

    public TrainingSettings withClipping(GradientClipping clipping) {
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
                metrics);
    }

    public TrainingSettings withEpochs(int epochs) {
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
                metrics);
    }

    public TrainingSettings withBatchSize(int batchSize) {
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
                metrics);
    }

    public TrainingSettings withTruncation(int truncation) {
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
                metrics);
    }

    public TrainingSettings withShuffle(boolean shuffle) {
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
                metrics);
    }

    public TrainingSettings withStateful(boolean stateful) {
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
                metrics);
    }

    public TrainingSettings withSeed(long seed) {
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
                metrics);
    }

    public TrainingSettings withThreads(int threads) {
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
                metrics);
    }

    public TrainingSettings withEarlyStopping(EarlyStopping stopping) {
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
                Optional.of(stopping),
                metrics);
    }

    public TrainingSettings withMetrics(List<Metric> metrics) {
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
                metrics);
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

    private static void requireAtLeast(String name, int found, int least) {
        if (found < least) {
            throw new IllegalArgumentException(name + ": expected at least " + least + ", found " + found);
        }
    }
}
