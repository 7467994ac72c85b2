package io.millrace.network;

/**
 * The shape of what flows along an edge, without the batch: [width], a vector, or [steps, width], a sequence. A sequence
 * of token ids is [steps, 1].
 *
 * @param steps {@link #NO_TIME} for a vector, {@link #ANY} for a sequence of any length
 */
public record Shape(int steps, int width) {
    public static final int NO_TIME = 0;
    public static final int ANY = -1;

    public Shape {
        if (steps < ANY || width < 1) {
            throw new IllegalArgumentException(
                    "shape: expected a width of at least 1, found " + width + " for " + steps + " steps");
        }
    }

    public static Shape vector(int width) {
        return new Shape(NO_TIME, width);
    }

    /** A sequence of any length. */
    public static Shape sequence(int width) {
        return new Shape(ANY, width);
    }

    /** A sequence of this length. */
    public static Shape sequence(int steps, int width) {
        return new Shape(steps, width);
    }

    public boolean isSequence() {
        return steps != NO_TIME;
    }

    /** Whether the number of steps is fixed. */
    public boolean isFixed() {
        return steps > 0;
    }

    /** The same time axis, or none, with another width. */
    public Shape withWidth(int other) {
        return new Shape(steps, other);
    }

    /** Whether something of the other shape may flow where this one is expected. */
    boolean accepts(Shape other) {
        boolean sameTime =
                steps == other.steps || isSequence() && other.isSequence() && !(isFixed() && other.isFixed());
        return sameTime && width == other.width;
    }

    /** As a person reads it: {@code [5]}, {@code [28, 28]}, {@code [time, 5]}. */
    @Override
    public String toString() {
        return isSequence() ? "[" + (isFixed() ? steps : "time") + ", " + width + "]" : "[" + width + "]";
    }
}
