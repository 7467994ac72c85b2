package io.millrace.keras;

import java.util.List;
import java.util.function.Supplier;

/**
 * One weight array of a file, read when it is asked for.
 *
 * @param name as the file has it, for messages
 * @param shape row-major
 * @param values all of them, in one array
 */
record WeightArray(String name, List<Integer> shape, Supplier<float[]> values) {
    long size() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
