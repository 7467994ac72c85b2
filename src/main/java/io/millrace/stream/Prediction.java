package io.millrace.stream;

import java.util.List;

/**
 * What a stream's newest point tells of the points to come. All numbers are finite and in the features' units; the arrays
 * belong to the prediction and are only read.
 *
 * @param stream whose point it was
 * @param n how many points the stream has had, this one included
 * @param timestamp of the point's record, milliseconds since 1970
 * @param model that predicted
 * @param point the point itself, [features]
 * @param next the prediction of the next point, [features]
 * @param ahead predictions of the points after the next, each [features], made by feeding the predictions back; empty
 *     when none were asked for, shorter than asked for when they left the range of numbers
 * @param error Euclidean distance between the previous prediction and this point; NaN at the stream's first point
 * @param baselineError the same for the online baseline; NaN at the stream's first point
 */
public record Prediction(
        StreamKey stream,
        long n,
        long timestamp,
        ModelVersion model,
        double[] point,
        double[] next,
        List<double[]> ahead,
        double error,
        double baselineError)
        implements Result {
    public Prediction {
        if (n < 1) {
            throw new IllegalArgumentException("n: expected at least 1, found " + n);
        }
        if (point.length != next.length) {
            throw new IllegalArgumentException(
                    "prediction: expected " + point.length + " components, as the point has, found " + next.length);
        }
        ahead = List.copyOf(ahead);
    }
}
