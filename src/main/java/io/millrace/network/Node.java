package io.millrace.network;

import java.util.List;

/**
 * A layer at one place of a graph. The same layer at several places shares its weights; each place has a state of its own.
 *
 * @param inputs what it reads, of earlier nodes
 * @param states what its state starts from (Keras' {@code initial_state}); empty for zeros, or for what a caller gives
 */
public record Node(Layer layer, List<Tensor> inputs, List<Tensor> states) {
    public Node {
        inputs = List.copyOf(inputs);
        states = List.copyOf(states);
    }
}
