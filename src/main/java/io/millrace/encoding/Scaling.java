package io.millrace.encoding;

import java.util.Arrays;
import java.util.List;

/** Standardisation: scaled = (value − mean) / deviation, a component at a time. Immutable. */
public final class Scaling {
    // As arrays, not lists: every number of every point goes through here.
    private final double[] mean; // in the component's unit
    private final double[] deviation; // in the component's unit, above zero

    /**
     * @param mean in the component's unit
     * @param deviation in the component's unit, above zero
     */
    public Scaling(List<Double> mean, List<Double> deviation) {
        if (mean.size() != deviation.size()) {
            throw new IllegalArgumentException("scaling: expected as many deviations as means, found " + mean.size()
                    + " means and " + deviation.size() + " deviations");
        }
        this.mean = array(mean);
        this.deviation = array(deviation);
        for (double m : this.mean) {
            if (!Double.isFinite(m)) {
                throw new IllegalArgumentException("scaling mean: expected a finite number, found " + m);
            }
        }
        for (double d : this.deviation) {
            if (!(d > 0) || Double.isInfinite(d)) {
                throw new IllegalArgumentException("scaling deviation: expected a number above 0, found " + d);
            }
        }
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Leaves every value as it is. */
    public static Scaling none(int components) {
        return new Scaling(
                java.util.Collections.nCopies(components, 0.0), java.util.Collections.nCopies(components, 1.0));
    }

    public List<Double> mean() {
        return Arrays.stream(mean).boxed().toList();
    }

    public List<Double> deviation() {
        return Arrays.stream(deviation).boxed().toList();
    }

    public int size() {
        return mean.length;
    }

    public float scale(int component, double value) {
        return (float) ((value - mean[component]) / deviation[component]);
    }

    public double unscale(int component, float scaled) {
        return mean[component] + deviation[component] * scaled;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scaling scaling
                && Arrays.equals(mean, scaling.mean)
                && Arrays.equals(deviation, scaling.deviation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }

    @Override
    public String toString() {
        return "Scaling[mean=" + Arrays.toString(mean) + ", deviation=" + Arrays.toString(deviation) + "]";
    }
}
