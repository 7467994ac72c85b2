package io.millrace.keras;

import java.util.List;

/** What a group of an HDF5 file holds. */
sealed interface Hdf5Node permits Hdf5Group, Hdf5Node.Dataset {
    /** 32-bit floats, row-major. */
    record Dataset(List<Integer> shape, float[] values) implements Hdf5Node {}
}
