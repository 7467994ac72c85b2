package io.millrace.baseline;

/** Predicts the points that follow, from the last few alone. Immutable. */
public interface Baseline {
    /** For tables, such as {@code constant velocity, fit over 5}. */
    String name();

    /** Points that a prediction needs. */
    int history();

    /** The most points that it predicts. */
    int ahead();

    /**
     * The points after {@code points[n]}, from {@code points[n − history + 1]} … {@code points[n]}.
     *
     * @param points [length][features] in the features' units
     * @param ahead how many, at most {@link #ahead()}
     * @return [ahead][features]
     */
    double[][] predict(double[][] points, int n, int ahead);
}
