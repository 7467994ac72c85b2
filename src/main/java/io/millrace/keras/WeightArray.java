package io.millrace.keras;

import io.millrace.network.Parameter;
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
    /** To the parameter's place among all weights; the shapes are equal. */
    void copyTo(float[] weights, Parameter parameter) {
        float[] numbers = values.get();
        if (numbers.length != parameter.size()) {
            throw new ModelFileException(name + ": expected " + parameter.size() + " floats, found " + numbers.length
                    + "; the file is damaged");
        }
        System.arraycopy(numbers, 0, weights, parameter.offset(), numbers.length);
    }

    long size() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
