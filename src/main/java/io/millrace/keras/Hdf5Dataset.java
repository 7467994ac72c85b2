package io.millrace.keras;

import java.util.List;

/** 32-bit floats of an HDF5 file, row-major; the array is the caller's and is only read. */
final class Hdf5Dataset implements Hdf5Node {
    private final List<Integer> shape;
    private final float[] values;

    Hdf5Dataset(List<Integer> shape, float[] values) {
        this.shape = List.copyOf(shape);
        this.values = values;
        int size = shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
        if (size != values.length || size == 0) {
            throw new IllegalArgumentException(
                    "HDF5 array: expected one float or more for the shape " + shape + ", found " + values.length);
        }
    }

    List<Integer> shape() {
        return shape;
    }

    float[] values() {
        return values;
    }
}
