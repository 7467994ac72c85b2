package io.millrace.network;

import java.util.List;

/**
 * One weight array of a model and its place among all of them.
 *
 * @param layer index of its layer
 * @param name as Keras names it: kernel, recurrent_kernel, bias
 * @param shape row-major
 * @param offset of its first float in the flat array of all weights
 */
public record Parameter(int layer, String name, List<Integer> shape, int offset) {
    public int size() {
        return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }
}
