package io.millrace.keras;

import java.util.List;

/**
 * What an optimizer remembers, so that a training goes on where another one stopped. The arrays belong to this object.
 *
 * @param updates made so far
 * @param slots in Keras' order, such as Adam's m and v; each as long as the network's weights and in their order
 */
public record OptimizerState(long updates, List<float[]> slots) {
    public OptimizerState {
        slots = List.copyOf(slots);
        if (updates < 0) {
            throw new IllegalArgumentException("optimizer state: expected no negative updates, found " + updates);
        }
    }
}
