package io.millrace.encoding;

import java.util.List;

/**
 * Standardisation: scaled = (value − mean) / deviation, a component at a time.
 *
 * @param mean in the component's unit
 * @param deviation in the component's unit, above zero
 */
public record Scaling(List<Double> mean, List<Double> deviation) {
    public Scaling {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size()) {
            throw new IllegalArgumentException("scaling: expected as many deviations as means, found " + mean.size()
                    + " means and " + deviation.size() + " deviations");
        }
        for (double m : mean) {
            if (!Double.isFinite(m)) {
                throw new IllegalArgumentException("scaling mean: expected a finite number, found " + m);
            }
        }
        for (double d : deviation) {
            if (!(d > 0) || Double.isInfinite(d)) {
                throw new IllegalArgumentException("scaling deviation: expected a number above 0, found " + d);
            }
        }
    }

    /** Leaves every value as it is. */
    public static Scaling none(int components) {
        return new Scaling(
                java.util.Collections.nCopies(components, 0.0), java.util.Collections.nCopies(components, 1.0));
    }

    public int size() {
        return mean.size();
    }

    public float scale(int component, double value) {
        return (float) ((value - mean.get(component)) / deviation.get(component));
    }

    public double unscale(int component, float scaled) {
        return mean.get(component) + deviation.get(component) * scaled;
    }
}
