package io.millrace.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

    /** Sequences of one length from plain arrays, [rows][steps][width]. */
    public static Batch of(float[][][] sequences) {
        int steps = sequences.length == 0 ? 0 : sequences[0].length;
        float[][] all = new float[sequences.length * steps][];
        for (int row = 0; row < sequences.length; row++) {
            requireLength("steps of row " + row, steps, sequences[row].length);
            System.arraycopy(sequences[row], 0, all, row * steps, steps);
        }
        Batch vectors = of(all);
        return sequences(sequences.length, steps, vectors.shape.width(), vectors.values);
    }

    /** Vectors from plain arrays, [rows][width]. */
    public static Batch of(float[][] vectors) {
        if (vectors.length == 0) {
            throw new IllegalArgumentException("batch: expected at least one row, found none");
        }
        int width = vectors[0].length;
        float[] values = new float[Math.multiplyExact(vectors.length, width)];
        for (int row = 0; row < vectors.length; row++) {
            requireLength("width of row " + row, width, vectors[row].length);
            System.arraycopy(vectors[row], 0, values, row * width, width);
        }
        return vectors(vectors.length, width, values);
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

    /** How many steps of each row count, where those are its first ones; empty where every step of every row does. */
    public Optional<int[]> lengths() {
        if (mask == null) {
            return Optional.empty();
        }
        int[] lengths = new int[rows];
        for (int row = 0; row < rows; row++) {
            for (int step = 0; step < shape.steps(); step++) {
                if (mask[row * shape.steps() + step] && lengths[row]++ != step) {
                    throw new IllegalArgumentException("batch mask: expected the steps that count first, found step "
                            + step + " of row " + row + " after one that does not; mask in the network instead");
                }
            }
        }
        return Optional.of(lengths);
    }

    /** Where the steps that count stand among all rows' steps. */
    public int[] countingCells() {
        return IntStream.range(0, cells())
                .filter(cell -> mask == null || mask[cell])
                .toArray();
    }

    /** The same shape and mask over other numbers. */
    public Batch withValues(float[] others) {
        return new Batch(rows, shape, others, mask);
    }

    /** A copy of some rows, in the order given. */
    public Batch only(int... wanted) {
        int steps = cells() / Math.max(1, rows);
        int size = steps * shape.width();
        float[] copy = new float[Math.multiplyExact(wanted.length, size)];
        boolean[] counting = mask == null ? null : new boolean[wanted.length * steps];
        for (int i = 0; i < wanted.length; i++) {
            System.arraycopy(values, wanted[i] * size, copy, i * size, size);
            if (mask != null) {
                System.arraycopy(mask, wanted[i] * steps, counting, i * steps, steps);
            }
        }
        return new Batch(wanted.length, shape, copy, counting);
    }

    /** A copy of the rows {@code from} up to before {@code to}. */
    public Batch range(int from, int to) {
        int steps = cells() / Math.max(1, rows);
        int size = steps * shape.width();
        boolean[] counting = mask == null ? null : Arrays.copyOfRange(mask, from * steps, to * steps);
        return new Batch(to - from, shape, Arrays.copyOfRange(values, from * size, to * size), counting);
    }

    /** The rows of all parts, one behind the other; but for their number they have the same shape. */
    public static Batch join(List<Batch> parts) {
        Batch first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        int rows = parts.stream().mapToInt(Batch::rows).sum();
        int size = first.values.length / first.rows;
        float[] values = new float[Math.multiplyExact(rows, size)];
        boolean[] mask = first.mask == null ? null : new boolean[values.length / first.shape.width()];
        int row = 0;
        for (Batch part : parts) {
            System.arraycopy(part.values, 0, values, row * size, part.values.length);
            if (mask != null) {
                System.arraycopy(part.mask, 0, mask, row * size / first.shape.width(), part.mask.length);
            }
            row += part.rows;
        }
        return new Batch(rows, first.shape, values, mask);
    }

    /** The place of the largest value of each row, or of each step of each row: the first where there are several. */
    public int[] argmax() {
        int[] largest = new int[cells()];
        for (int cell = 0; cell < largest.length; cell++) {
            largest[cell] = largest(values, cell * shape.width(), shape.width());
        }
        return largest;
    }

    /** The place, from {@code at} on, of the first largest of so many values. */
    public static int largest(float[] values, int at, int width) {
        int largest = 0;
        for (int j = 1; j < width; j++) {
            largest = values[at + j] > values[at + largest] ? j : largest;
        }
        return largest;
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
