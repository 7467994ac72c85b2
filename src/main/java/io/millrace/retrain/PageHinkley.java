package io.millrace.retrain;

/**
 * Sums up by how much the values exceed their mean so far: a rise of the mean makes the sum grow past a threshold.
 *
 * <pre>{@code
 *   m ← mean of x₁ … x_t
 *   S ← max(0, α·S + x_t − m − δ)      alarm when S ≥ λ, from the given number of values on
 * }</pre>
 *
 * After an alarm it begins anew with the next value.
 * Units: δ and λ are in the values' unit.
 * Source: E. S. Page, Biometrika 41 (1954); defaults as in River.
 *
 * @see Adwin for a test whose threshold needs no unit
 */
public final class PageHinkley implements DriftDetector {
    private final double delta;
    private final double threshold;
    private final double alpha;
    private final int instances;
    private int count;
    private double mean;
    private double sum;

    public PageHinkley() {
        this(0.005, 50, 0.9999, 30);
    }

    /**
     * @param delta by which values may exceed their mean unpunished
     * @param threshold of the sum, λ
     * @param alpha how much of the sum is kept from value to value
     * @param instances before which nothing is said
     */
    public PageHinkley(double delta, double threshold, double alpha, int instances) {
        this.delta = delta;
        this.threshold = threshold;
        this.alpha = alpha;
        this.instances = instances;
    }

    @Override
    public boolean add(double value) {
        count++;
        mean += (value - mean) / count;
        sum = Math.max(0, alpha * sum + value - mean - delta);
        if (count + 1 < instances || sum < threshold) {
            return false;
        }
        count = 0;
        mean = 0;
        sum = 0;
        return true;
    }

    /** It sees nothing else. */
    @Override
    public boolean rose() {
        return true;
    }

    @Override
    public double mean() {
        return mean;
    }
}
