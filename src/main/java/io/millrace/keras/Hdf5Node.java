package io.millrace.keras;

/** What a group of an HDF5 file holds. */
sealed interface Hdf5Node permits Hdf5Group, Hdf5Dataset, Hdf5Integer {}
