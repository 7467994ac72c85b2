package io.millrace.retrain;

/** Watches a stream of numbers, such as prediction errors, for a change of their mean. Belongs to one thread. */
public interface DriftDetector {
    /** Takes the next number; returns whether the mean has changed. */
    boolean add(double value);
}
