package io.millrace.data;

import io.millrace.network.Batch;
import java.util.Arrays;
import java.util.List;

/** Sequences of different lengths as one array. */
public enum Padding {
    /**
     * Before each sequence, so that all end together. A network sees the padding, unless its Masking or Embedding layer
     * passes over it.
     */
    PRE,
    /** Behind each sequence: masked, so that nothing reads it. */
    POST;

    /**
     * [sequences, steps, width], as many steps as the longest has.
     *
     * @param sequences [steps, width] each, at least one step
     * @param value of the padding
     */
    public Batch pad(List<float[]> sequences, int width, float value) {
        int[] lengths =
                sequences.stream().mapToInt(sequence -> length(sequence, width)).toArray();
        int steps = Arrays.stream(lengths)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("data: expected at least one sequence, found none"));
        float[] values = new float[ArraySize.of(lengths.length, steps, width)];
        Arrays.fill(values, value);
        for (int i = 0; i < lengths.length; i++) {
            int first = this == PRE ? steps - lengths[i] : 0;
            System.arraycopy(sequences.get(i), 0, values, (i * steps + first) * width, lengths[i] * width);
        }
        Batch padded = Batch.sequences(lengths.length, steps, width, values);
        boolean differ = Arrays.stream(lengths).anyMatch(length -> length != steps);
        return this == POST && differ ? padded.withLengths(lengths) : padded;
    }

    private static int length(float[] sequence, int width) {
        if (sequence.length == 0 || sequence.length % width != 0) {
            throw new IllegalArgumentException(
                    "sequence: expected at least one step of " + width + " numbers, found " + sequence.length);
        }
        return sequence.length / width;
    }
}
