package io.millrace.network;

/**
 * One output of one node: what another node may read.
 *
 * @param node index in {@link Architecture#nodes()}
 * @param output 0 for the layer's output; of a layer with return_state, 1 and on for its states
 */
public record Tensor(int node, int output) {
    public Tensor {
        if (node < 0 || output < 0) {
            throw new IllegalArgumentException(
                    "tensor: expected a node and an output from 0 on, found " + node + ", " + output);
        }
    }
}
