package io.millrace.training;

import java.util.Arrays;

/**
 * Sequences and what a network should make of them, as plain arrays that now belong to this object. Immutable but for
 * that; shared by any number of threads.
 */
public final class TrainingSet {
    /**
     * How the arrays are to be read.
     *
     * @param steps of every sequence, padding included
     * @param features floats of one step's input
     * @param targetWidth floats of one target
     * @param everyStep whether every step has a target (N→N) or every sequence one (N→1)
     */
    public record Shape(int sequences, int steps, int features, int targetWidth, boolean everyStep) {
        public Shape {
            if (sequences < 1 || steps < 1 || features < 1 || targetWidth < 1) {
                throw new IllegalArgumentException(
                        "training set: expected at least one sequence, step, feature and target, found " + sequences
                                + " sequences of " + steps + " steps, " + features + " features, " + targetWidth
                                + " targets");
            }
        }

        /** Targets, and weights, of one sequence. */
        int targetRows() {
            return everyStep ? steps : 1;
        }
    }

    private final Shape shape;
    private final float[] inputs; // [sequences, steps, features]
    private final float[] targets; // [sequences, steps, targetWidth] or [sequences, targetWidth]
    private final float[] weights; // [sequences, steps] or [sequences]
    private final int[] lengths; // [sequences]

    /** Sequences of equal length, of which everything counts the same. */
    public TrainingSet(Shape shape, float[] inputs, float[] targets) {
        this(shape, inputs, targets, ones(shape.sequences * shape.targetRows()), lengths(shape));
    }

    private TrainingSet(Shape shape, float[] inputs, float[] targets, float[] weights, int[] lengths) {
        int rows = shape.sequences * shape.targetRows();
        requireLength("inputs", inputs, Math.multiplyExact(shape.sequences * shape.steps, shape.features), shape);
        requireLength("targets", targets, Math.multiplyExact(rows, shape.targetWidth), shape);
        requireLength("weights", weights, rows, shape);
        requireFinite("inputs", inputs, shape.steps, shape.features);
        requireFinite("targets", targets, shape.targetRows(), shape.targetWidth);
        requireFinite("weights", weights, shape.targetRows(), 1);
        this.shape = shape;
        this.inputs = inputs;
        this.targets = targets;
        this.weights = weights;
        this.lengths = lengths;
    }

    /** The same, each target counting by its weight: 0 leaves it out. [sequences, steps] or [sequences]. */
    public TrainingSet withWeights(float[] targetWeights) {
        for (float weight : targetWeights) {
            if (weight < 0) {
                throw new IllegalArgumentException("weights: expected at least 0, found " + weight);
            }
        }
        return new TrainingSet(shape, inputs, targets, targetWeights, lengths);
    }

    /** The same, each sequence ending after its own number of steps; what follows is padding, which nothing reads. */
    public TrainingSet withLengths(int[] sequenceLengths) {
        if (sequenceLengths.length != shape.sequences) {
            throw new IllegalArgumentException(
                    "lengths: expected " + shape.sequences + ", found " + sequenceLengths.length);
        }
        for (int length : sequenceLengths) {
            if (length < 1 || length > shape.steps) {
                throw new IllegalArgumentException("lengths: expected 1 to " + shape.steps + ", found " + length);
            }
        }
        return new TrainingSet(shape, inputs, targets, weights, sequenceLengths.clone());
    }

    /** Copies the sequences {@code from} up to before {@code to}. */
    public TrainingSet range(int from, int to) {
        Shape part = new Shape(to - from, shape.steps, shape.features, shape.targetWidth, shape.everyStep);
        int inputSize = shape.steps * shape.features;
        int targetSize = shape.targetRows() * shape.targetWidth;
        return new TrainingSet(
                part,
                Arrays.copyOfRange(inputs, from * inputSize, to * inputSize),
                Arrays.copyOfRange(targets, from * targetSize, to * targetSize),
                Arrays.copyOfRange(weights, from * shape.targetRows(), to * shape.targetRows()),
                Arrays.copyOfRange(lengths, from, to));
    }

    /** Where to cut off the last {@code fraction} for validation, as Keras' validation_split does. */
    public int splitAt(double fraction) {
        int at = (int) Math.floor(shape.sequences * (1 - fraction));
        if (at < 1 || at >= shape.sequences) {
            throw new IllegalArgumentException("validation split: expected both parts to hold a sequence, found "
                    + fraction + " of " + shape.sequences);
        }
        return at;
    }

    public Shape shape() {
        return shape;
    }

    int length(int sequence) {
        return lengths[sequence];
    }

    /** Copies one step's input. */
    void copyInput(int sequence, int step, float[] target, int at) {
        System.arraycopy(inputs, (sequence * shape.steps + step) * shape.features, target, at, shape.features);
    }

    float[] targets() {
        return targets;
    }

    /** The row of the step's, or the sequence's, target and weight. */
    int targetRow(int sequence, int step) {
        return shape.everyStep ? sequence * shape.steps + step : sequence;
    }

    /** Weight of the step's, or the sequence's, target: 0 beyond the sequence's end. */
    float weight(int sequence, int step) {
        return shape.everyStep && step >= lengths[sequence] ? 0f : weights[targetRow(sequence, step)];
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1f);
        return ones;
    }

    private static int[] lengths(Shape shape) {
        int[] lengths = new int[shape.sequences];
        Arrays.fill(lengths, shape.steps);
        return lengths;
    }

    private static void requireLength(String name, float[] values, int expected, Shape shape) {
        if (values.length != expected) {
            throw new IllegalArgumentException(
                    name + ": expected " + expected + " floats for " + shape + ", found " + values.length);
        }
    }

    private static void requireFinite(String name, float[] values, int steps, int width) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(name + ": expected finite numbers, found " + values[i]
                        + " at sequence " + i / (steps * width) + ", step " + i / width % steps + ", component "
                        + i % width);
            }
        }
    }
}
