package io.millrace.training;

import io.millrace.network.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences and what a network should make of them, as plain arrays that now belong to this object: an array for each
 * input and each result of the model, most often one of both. Immutable but for that; shared by any number of threads.
 */
public final class TrainingSet {
    /**
     * How the arrays are to be read.
     *
     * @param steps of every sequence, padding included
     * @param features floats of one step's input; of several inputs together
     * @param targetWidth floats of one target; of several results together
     * @param everyStep whether every step has a target (N→N) or every sequence one (N→1); of several results the first
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
    }

    private final Shape shape;
    private final List<Batch> inputs; // [sequences, steps, width] or [sequences, width] each
    private final List<Batch> targets; // the same
    private final List<float[]> weights; // [sequences, steps] or [sequences] each
    private final int[] lengths; // [sequences]

    /** Sequences of equal length, of which everything counts the same. */
    public TrainingSet(Shape shape, float[] inputs, float[] targets) {
        this(
                List.of(batch("inputs", shape, true, shape.features, inputs)),
                List.of(batch("targets", shape, shape.everyStep, shape.targetWidth, targets)));
    }

    /**
     * The same for a model with several inputs or results: arrays in their order. Those that are as long as the first
     * sequence can be cut into windows together.
     */
    public TrainingSet(List<Batch> inputs, List<Batch> targets) {
        this(inputs, targets, targets.stream().map(TrainingSet::ones).toList(), lengths(inputs));
    }

    private TrainingSet(List<Batch> inputs, List<Batch> targets, List<float[]> weights, int[] lengths) {
        this.inputs = List.copyOf(inputs);
        this.targets = List.copyOf(targets);
        this.weights = List.copyOf(weights);
        this.lengths = lengths;
        int sequences = inputs.get(0).rows();
        int steps = steps(inputs.get(0));
        shape = new Shape(sequences, steps, width(inputs), width(targets), isMain(targets.get(0), steps));
        for (Batch input : inputs) {
            requireRows("inputs", input, sequences);
            requireFinite("inputs", input.values(), steps(input), input.shape().width());
        }
        for (int result = 0; result < targets.size(); result++) {
            Batch target = targets.get(result);
            requireRows("targets", target, sequences);
            requireFinite(
                    "targets", target.values(), steps(target), target.shape().width());
            requireLength("weights", weights.get(result), sequences * steps(target), shape);
            requireFinite("weights", weights.get(result), steps(target), 1);
        }
    }

    private static Batch batch(String name, Shape shape, boolean sequence, int width, float[] values) {
        int cells = sequence ? Math.multiplyExact(shape.sequences, shape.steps) : shape.sequences;
        requireLength(name, values, Math.multiplyExact(cells, width), shape);
        return sequence
                ? Batch.sequences(shape.sequences, shape.steps, width, values)
                : Batch.vectors(shape.sequences, width, values);
    }

    /** The same, each target counting by its weight: 0 leaves it out. [sequences, steps] or [sequences]. */
    public TrainingSet withWeights(float[] targetWeights) {
        return withWeights(List.of(targetWeights));
    }

    /** The same of several results. */
    public TrainingSet withWeights(List<float[]> targetWeights) {
        if (targetWeights.size() != targets.size()) {
            throw new IllegalArgumentException(
                    "weights: expected those of " + targets.size() + " results, found " + targetWeights.size());
        }
        for (float[] all : targetWeights) {
            for (float weight : all) {
                if (weight < 0) {
                    throw new IllegalArgumentException("weights: expected at least 0, found " + weight);
                }
            }
        }
        return new TrainingSet(inputs, targets, targetWeights, lengths);
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
        return new TrainingSet(inputs, targets, weights, sequenceLengths.clone());
    }

    /** Copies the sequences {@code from} up to before {@code to}. */
    public TrainingSet range(int from, int to) {
        List<float[]> partWeights = new ArrayList<>();
        for (int result = 0; result < targets.size(); result++) {
            int steps = steps(targets.get(result));
            partWeights.add(Arrays.copyOfRange(weights.get(result), from * steps, to * steps));
        }
        return new TrainingSet(
                inputs.stream().map(input -> range(input, from, to)).toList(),
                targets.stream().map(target -> range(target, from, to)).toList(),
                partWeights,
                Arrays.copyOfRange(lengths, from, to));
    }

    private static Batch range(Batch batch, int from, int to) {
        int width = batch.shape().width();
        int size = steps(batch) * width;
        float[] values = Arrays.copyOfRange(batch.values(), from * size, to * size);
        return batch.shape().isSequence()
                ? Batch.sequences(to - from, steps(batch), width, values)
                : Batch.vectors(to - from, width, values);
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

    /** Of several sets together: all sequences, the steps of the longest. */
    static Shape shape(List<TrainingSet> sets) {
        Shape first = sets.get(0).shape;
        int sequences = sets.stream().mapToInt(set -> set.shape.sequences).sum();
        int steps = sets.stream().mapToInt(set -> set.shape.steps).max().orElseThrow();
        return new Shape(sequences, steps, first.features, first.targetWidth, first.everyStep);
    }

    List<Batch> inputs() {
        return inputs;
    }

    List<Batch> targets() {
        return targets;
    }

    int length(int sequence) {
        return lengths[sequence];
    }

    /** Steps of a sequence; a vector counts as one. */
    static int steps(Batch batch) {
        return batch.shape().isSequence() ? batch.shape().steps() : 1;
    }

    /** Whether the array is cut into windows. */
    boolean isMain(Batch batch) {
        return isMain(batch, shape.steps);
    }

    private static boolean isMain(Batch batch, int steps) {
        return batch.shape().isSequence() && batch.shape().steps() == steps;
    }

    int firstTargetStep(int result, Window window) {
        return isMain(targets.get(result)) ? window.firstStep : 0;
    }

    int targetSteps(int result, Window window) {
        Batch target = targets.get(result);
        return isMain(target) ? window.steps : steps(target);
    }

    /** The row of the step's target and weight. */
    int targetRow(int result, int sequence, int step) {
        return sequence * steps(targets.get(result)) + step;
    }

    /** Weight of the step's target: 0 beyond the sequence's end. */
    float weight(int result, int sequence, int step) {
        boolean over = isMain(targets.get(result)) && step >= lengths[sequence];
        return over ? 0f : weights.get(result)[targetRow(result, sequence, step)];
    }

    private static int width(List<Batch> batches) {
        return batches.stream().mapToInt(batch -> batch.shape().width()).sum();
    }

    private static float[] ones(Batch target) {
        float[] ones = new float[target.rows() * steps(target)];
        Arrays.fill(ones, 1f);
        return ones;
    }

    private static int[] lengths(List<Batch> inputs) {
        int[] lengths = new int[inputs.get(0).rows()];
        Arrays.fill(lengths, steps(inputs.get(0)));
        return lengths;
    }

    private static void requireRows(String name, Batch batch, int sequences) {
        if (batch.rows() != sequences) {
            throw new IllegalArgumentException(
                    name + ": expected " + sequences + " sequences in each array, found " + batch.rows());
        }
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
                        + i % width + "; mend or leave out the sequence");
            }
        }
    }
}
