package io.millrace.network;

/**
 * Whole arrays of one input or output: sequences of one length, [rows, steps, width], or vectors, [rows, width]. The
 * arrays are not copied.
 */
public final class Batch {
    private final int rows;
    private final Shape shape;
    private final float[] values;
    private final boolean[] mask;

    private Batch(int rows, Shape shape, float[] values, boolean[] mask) {
        this.rows = rows;
        this.shape = shape;
        this.values = values;
        this.mask = mask;
        requireLength("values", Math.multiplyExact(cells(), shape.width()), values.length);
        if (mask != null) {
            requireLength("mask", cells(), mask.length);
        }
    }

    /** @param values [rows, steps, width] */
    public static Batch sequences(int rows, int steps, int width, float[] values) {
        return new Batch(rows, Shape.sequence(steps, width), values, null);
    }

    /** @param values [rows, width] */
    public static Batch vectors(int rows, int width, float[] values) {
        return new Batch(rows, Shape.vector(width), values, null);
    }

    static Batch of(int rows, Shape shape, float[] values, boolean[] mask) {
        return new Batch(rows, shape, values, mask);
    }

    /** The same with a mask, [rows, steps]: which steps count; null for all. */
    public Batch withMask(boolean[] steps) {
        return new Batch(rows, shape, values, steps);
    }

    /** The same, where of each row only the first steps count. */
    public Batch withLengths(int... lengths) {
        requireLength("lengths", rows, lengths.length);
        boolean[] steps = new boolean[cells()];
        for (int row = 0; row < rows; row++) {
            for (int step = 0; step < Math.min(lengths[row], shape.steps()); step++) {
                steps[row * shape.steps() + step] = true;
            }
        }
        return withMask(steps);
    }

    private static void requireLength(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("batch " + what + ": expected " + expected + ", found " + found);
        }
    }

    public int rows() {
        return rows;
    }

    /** Of one row; the number of steps is fixed. */
    public Shape shape() {
        return shape;
    }

    /** Steps of all rows; a vector counts as one. */
    int cells() {
        return Math.multiplyExact(rows, shape.isSequence() ? shape.steps() : 1);
    }

    /** Row-major. */
    public float[] values() {
        return values;
    }

    /** [rows, steps], or null where every step counts. */
    boolean[] mask() {
        return mask;
    }
}
