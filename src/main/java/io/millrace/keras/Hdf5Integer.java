package io.millrace.keras;

/** One 64-bit integer of an HDF5 file. */
record Hdf5Integer(long value) implements Hdf5Node {}
