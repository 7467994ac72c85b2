package io.millrace.training.loss;

/**
 * Squared near the target and linear beyond {@code delta}, so that a few wild points do not rule; with delta 1 also known
 * as smooth L1. Source: Huber 1964, doi:10.1214/aoms/1177703732; Keras huber.
 *
 * @param delta in the outputs' (scaled) unit
 */
public record Huber(double delta) implements PointwiseLoss {
    public Huber {
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new IllegalArgumentException("huber delta: expected a number above 0, found " + delta);
        }
    }

    /** Keras' default: delta 1. */
    public Huber() {
        this(1);
    }

    @Override
    public String kerasName() {
        return "huber";
    }

    @Override
    public double value(double y, double p) {
        double distance = Math.abs(p - y);
        return distance <= delta ? 0.5 * distance * distance : delta * (distance - 0.5 * delta);
    }

    @Override
    public double slope(double y, double p) {
        return Math.max(-delta, Math.min(delta, p - y));
    }
}
