package io.millrace.stream;

import java.util.Arrays;
import java.util.Locale;

/** The simplest prediction of a stream's next point: what a model must beat to be of use. */
public enum Baseline {
    /** The next point is this one. */
    CONSTANT_POSITION {
        @Override
        double next(double position, double displacement) {
            return position;
        }
    },
    /** The next step is like the last one: next = point + (point − previous). */
    CONSTANT_VELOCITY {
        @Override
        double next(double position, double displacement) {
            return position + displacement;
        }
    };

    /**
     * One component of the next point.
     *
     * @param displacement since the point before; 0 at a stream's first point
     */
    abstract double next(double position, double displacement);

    /** As configured: {@code constant-velocity}. */
    public static Baseline parse(String name) {
        return Arrays.stream(values())
                .filter(baseline -> baseline.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "baseline: expected one of " + Arrays.toString(values()) + ", found \"" + name + "\""));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
