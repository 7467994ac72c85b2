package io.millrace.baseline;

import java.util.Arrays;

/**
 * Answers with the class that is the most frequent, whatever it is asked.
 *
 * @param label of that class; of several, the first
 */
public record Majority(int label) {
    /** @param labels of what is learnt from */
    public static Majority of(int[] labels) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("majority: expected a label at least, found none");
        }
        int[] counts = new int[Arrays.stream(labels).max().orElseThrow() + 1];
        for (int label : labels) {
            counts[label]++;
        }
        int most = 0;
        for (int label = 1; label < counts.length; label++) {
            most = counts[label] > counts[most] ? label : most;
        }
        return new Majority(most);
    }

    /** Share of right answers. */
    public double accuracy(int[] labels) {
        return Arrays.stream(labels).filter(of -> of == label).count() / (double) labels.length;
    }
}
