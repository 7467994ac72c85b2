package io.millrace.metrics;

/**
 * By how much the model errs less than the baseline, 1 − error / baseline's error, over about the last ten thousand
 * predictions that were compared: what was learned of a prediction counts half after so many more. Thread-safe.
 */
final class Skill {
    private static final double HALF = 10_000;

    private double error;
    private double baselineError;

    synchronized void compared(long predictions, double errorSum, double baselineErrorSum) {
        double kept = Math.pow(0.5, predictions / HALF);
        error = kept * error + errorSum;
        baselineError = kept * baselineError + baselineErrorSum;
    }

    /** NaN while nothing was compared. */
    synchronized double value() {
        return baselineError == 0 ? Double.NaN : 1 - error / baselineError;
    }
}
