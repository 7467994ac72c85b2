package io.millrace.retrain;

/** Watches a stream of numbers, such as prediction errors, for a change of their mean. Belongs to one thread. */
public interface DriftDetector {
    /** Takes the next number; returns whether the mean has changed. */
    boolean add(double value);

    /** Whether the last change was a rise. */
    boolean rose();

    /** Mean of the numbers, as far back as it counts them as alike. */
    double mean();
}
