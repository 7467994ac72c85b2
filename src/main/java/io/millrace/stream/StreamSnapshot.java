package io.millrace.stream;

/**
 * All that a stream remembers between two points, to be written down and taken up again. The arrays belong to the
 * snapshot and are only read.
 *
 * @param modelVersion under whose weights the network's state was made
 * @param offset of the last record taken
 * @param timestamp of the last record taken, milliseconds since 1970
 * @param n points so far
 * @param history of the encoding
 * @param point the last one, [features]
 * @param next the prediction made from it, [features]
 * @param baselineNext the baseline's, [features]
 * @param state of the network
 */
public record StreamSnapshot(
        String modelVersion,
        long offset,
        long timestamp,
        long n,
        double[] history,
        double[] point,
        double[] next,
        double[] baselineNext,
        float[] state) {}
