package io.millrace.training;

import io.millrace.network.Weights;
import java.util.List;

/**
 * What comes out of a training.
 *
 * @param updates made by the optimizer, those before this training included
 * @param slots what the optimizer remembers after the last of them
 */
public record Trained(Weights weights, TrainingReport report, long updates, List<float[]> slots) {
    public Trained {
        slots = List.copyOf(slots);
    }
}
