package io.millrace.data;

import io.millrace.network.Batch;
import io.millrace.training.TrainingSet;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences and the class that each belongs to (N→1). The arrays belong to this object.
 *
 * @param inputs [sequences, steps, width]; where lengths differ, masked after each one's end
 * @param labels [sequences]: number of the class
 * @param classes names of the classes, at least two
 */
public record LabelledSequences(Batch inputs, int[] labels, List<String> classes) {
    public LabelledSequences {
        classes = List.copyOf(classes);
        if (inputs.rows() != labels.length) {
            throw new IllegalArgumentException(
                    "labels: expected one of each of the " + inputs.rows() + " sequences, found " + labels.length);
        }
        if (labels.length == 0) {
            throw new IllegalArgumentException("data: expected at least one sequence, found none");
        }
        if (classes.size() < 2) {
            throw new IllegalArgumentException("classes: expected at least two to tell apart, found " + classes);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes.size()) {
                throw new IllegalArgumentException(
                        "labels: expected 0 to " + (classes.size() - 1) + ", found " + labels[i] + " of sequence " + i);
            }
        }
    }

    /** Of a whole data set, which must hold at least two of the classes. */
    static LabelledSequences of(Batch inputs, int[] labels, List<String> classes) {
        LabelledSequences all = new LabelledSequences(inputs, labels, classes);
        if (Arrays.stream(labels).distinct().count() < 2) {
            throw new IllegalArgumentException("labels: expected at least two classes to tell apart, found "
                    + classes.get(labels[0]) + " of all " + labels.length + " sequences");
        }
        return all;
    }

    /** How many sequences. */
    public int size() {
        return labels.length;
    }

    /** [sequences, classes]: 1 for the class of each, 0 for the others; for categorical cross-entropy. */
    public Batch oneHot() {
        return Batch.vectors(size(), classes.size(), OneHot.of(labels, classes.size()));
    }

    /** [sequences, 1]: the number of each one's class; for sparse categorical cross-entropy. */
    public Batch classNumbers() {
        float[] numbers = new float[size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = labels[i];
        }
        return Batch.vectors(size(), 1, numbers);
    }

    /** For sparse categorical cross-entropy, each sequence with its length. */
    public TrainingSet toTrainingSet() {
        TrainingSet set = new TrainingSet(List.of(inputs), List.of(classNumbers()));
        return inputs.lengths().map(set::withLengths).orElse(set);
    }

    /** A copy of some sequences, in the order given. */
    public LabelledSequences only(int... sequences) {
        int[] some = Arrays.stream(sequences).map(sequence -> labels[sequence]).toArray();
        return new LabelledSequences(inputs.only(sequences), some, classes);
    }

    /** A copy in an order drawn by lot; the same seed gives the same order. */
    public LabelledSequences shuffled(long seed) {
        return only(Splits.drawn(size(), seed));
    }

    /** A copy of the first sequences, or of all where there are no more. */
    public LabelledSequences first(int count) {
        int some = Math.min(count, size());
        return new LabelledSequences(inputs.range(0, some), Arrays.copyOf(labels, some), classes);
    }
}
