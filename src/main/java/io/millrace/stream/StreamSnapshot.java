package io.millrace.stream;

/**
 * All that a stream remembers between two points, to be written down and taken up again. The arrays belong to the
 * snapshot and are only read.
 *
 * @param modelVersion under whose weights the network's state was made
 * @param offset of the last record taken
 * @param timestamp of the last record taken, milliseconds since 1970
 * @param heard the partition's time at the last point that came
 * @param n points so far
 * @param memory of the encoding, then of the comparison with the baseline
 * @param window the last points, oldest first, where the network reads them again at every point; else empty
 * @param output of the network at the newest point
 * @param state of the network
 * @param order what the stream remembers of the order of its points, as bytes; empty where it takes them as they come
 */
public record StreamSnapshot(
        String modelVersion,
        long offset,
        long timestamp,
        long heard,
        long n,
        double[] memory,
        double[] window,
        float[] output,
        float[] state,
        byte[] order) {
    private static final byte[] NO_ORDER = {};

    /** The same, but nothing waits for its turn. */
    StreamSnapshot withoutOrder() {
        return new StreamSnapshot(modelVersion, offset, timestamp, heard, n, memory, window, output, state, NO_ORDER);
    }
}
