package io.millrace.training.loss;

import io.millrace.network.kernel.Activation;
import java.util.OptionalInt;

/**
 * What training makes small. A row is one output at one step; the loss of a batch is the mean over its rows that count,
 * as Keras has it. Every loss serves as a metric too.
 */
public interface Loss extends RowMetric {
    /** Floats of a row's target. */
    default int targetWidth(int outputs) {
        return outputs;
    }

    /** Refuses, in one line, an activation of the last layer whose outputs this loss cannot take. */
    default void requireFit(Activation activation) {}

    /** Refuses, in one line, targets that this loss cannot take. */
    default void requireTargets(int outputs, float[] targets) {}

    /**
     * The class that a row's target names, where the loss is one of classes.
     *
     * @param width of the target
     */
    default OptionalInt wantedClass(float[] targets, int targetAt, int width) {
        return OptionalInt.empty();
    }

    /** Whether what it makes of a row depends on the other targets of the row's batch: {@link #of} tells it. */
    default boolean looksAtBatch() {
        return false;
    }

    /**
     * The loss of a batch.
     *
     * @param binary whether all its targets are 0 or 1
     */
    default Loss of(boolean binary) {
        return this;
    }

    /** Replaces the outputs of one row by the loss' gradient with respect to them, times {@code scale}. */
    void gradient(float[] row, int at, int width, float[] targets, int targetAt, float scale);

    /**
     * Whether {@link #fusedGradient} can be used with a last layer of this activation: the derivatives of the two cancel,
     * where their product would lose precision.
     */
    default boolean fusesWith(Activation activation) {
        return false;
    }

    /** As {@link #gradient}, but with respect to the last layer's sums, before its activation. */
    default void fusedGradient(float[] row, int at, int width, float[] targets, int targetAt, float scale) {
        throw new UnsupportedOperationException(kerasName() + " does not fuse with an activation");
    }
}
