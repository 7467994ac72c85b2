package io.millrace.training;

import io.millrace.network.Weights;
import java.util.List;

/**
 * A training after one of its epochs: {@link Trainer#resume} goes on from here as if it had never stopped, to the last bit,
 * with the same settings and data. The arrays belong to this object.
 *
 * @param weights of the last epoch
 * @param best of the best epoch so far
 * @param updates made by the optimizer
 * @param slots what the optimizer remembers
 * @param rateScale what {@link ReduceOnPlateau} has made of the learning rate
 * @param states of the sequences, where a stateful training carries them on
 * @param epochs reports so far
 */
public record Checkpoint(
        Weights weights,
        Weights best,
        long updates,
        List<float[]> slots,
        double rateScale,
        float[] states,
        List<EpochReport> epochs) {
    public Checkpoint {
        slots = List.copyOf(slots);
        epochs = List.copyOf(epochs);
    }

    /** What a training that ended elsewhere had come to: one with the same optimizer goes on from it with a first epoch. */
    public static Checkpoint of(Weights weights, long updates, List<float[]> slots) {
        return new Checkpoint(weights, weights, updates, slots, 1, new float[0], List.of());
    }
}
