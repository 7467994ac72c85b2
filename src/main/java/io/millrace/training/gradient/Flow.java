package io.millrace.training.gradient;

import io.millrace.network.Shape;
import java.util.Arrays;

/**
 * What flows along one edge of the graph, and the errors that come back along it. Time is outside, rows are inside: step t
 * of row r stands at t·rows + r; a vector is one step. Mutable, so that a warm training step allocates nothing.
 */
public final class Flow {
    private final int width;
    private final boolean sequence;
    private final float[] values; // [steps, rows, width]
    private final float[] errors; // the same; null where nothing before it learns
    private final boolean[] mask; // [steps, rows]
    private boolean masked;
    private boolean errorsAreZero; // whatever stands in the array
    private int rows;
    private int steps;

    /** @param steps at most, 1 for a vector */
    Flow(Shape shape, int rows, int steps, boolean learns) {
        width = shape.width();
        sequence = shape.isSequence();
        int cells = Math.multiplyExact(rows, steps);
        values = new float[Math.multiplyExact(cells, width)];
        errors = learns ? new float[values.length] : null;
        mask = new boolean[sequence ? cells : 0];
    }

    /** What follows has this shape, and every step counts. */
    public void begin(int rows, int steps) {
        this.rows = rows;
        this.steps = steps;
        masked = false;
    }

    /** As {@link #begin(int, int)}, with the shape of another. */
    void beginLike(Flow other) {
        begin(other.rows, other.steps);
    }

    /** The same mask as another's of the same shape. */
    void maskLike(Flow other) {
        masked = other.masked;
        if (masked) {
            System.arraycopy(other.mask, 0, mask, 0, other.cells());
        }
    }

    /** Some steps do not count: {@link #setCounts} says which. */
    public void beginMask() {
        if (!masked) {
            masked = true;
            Arrays.fill(mask, 0, cells(), true);
        }
    }

    public void setCounts(int step, int row, boolean counts) {
        mask[step * rows + row] = counts;
    }

    /** Whether the row's step counts (Keras' mask). */
    public boolean counts(int step, int row) {
        return !masked || mask[step * rows + row];
    }

    boolean isMasked() {
        return masked;
    }

    boolean learns() {
        return errors != null;
    }

    void clearErrors() {
        errorsAreZero = errors != null;
    }

    /** Whether nobody has added to the errors yet. */
    boolean errorsAreZero() {
        return errorsAreZero;
    }

    /** The errors, all of which the caller overwrites. */
    float[] overwriteErrors() {
        errorsAreZero = false;
        return errors;
    }

    public int width() {
        return width;
    }

    public boolean isSequence() {
        return sequence;
    }

    public int rows() {
        return rows;
    }

    public int steps() {
        return steps;
    }

    int cells() {
        return steps * rows;
    }

    int size() {
        return cells() * width;
    }

    /** Where the row's step begins in {@link #values} and {@link #errors}. */
    public int at(int step, int row) {
        return (step * rows + row) * width;
    }

    public float[] values() {
        return values;
    }

    /** Gradient of the loss with respect to the values: whoever reads them adds its share. */
    public float[] errors() {
        if (errorsAreZero) {
            errorsAreZero = false;
            Arrays.fill(errors, 0, size(), 0f);
        }
        return errors;
    }
}
