package io.millrace.stream;

/** What one record of a stream brought about: a {@link Prediction} of the next point, or an {@link Answer} of another kind. */
public sealed interface Result permits Prediction, Answer {
    StreamKey stream();

    /** How many points the stream has had. */
    long n();

    /** Of the record, milliseconds since 1970. */
    long timestamp();

    ModelVersion model();

    /** How far off the previous prediction was; NaN where there is nothing to compare. */
    double error();

    /** The same for the online baseline. */
    double baselineError();

    /** Whether there was an earlier prediction to compare this point with. */
    default boolean hasError() {
        return !Double.isNaN(error());
    }
}
