package io.millrace.training.loss;

import io.millrace.network.Batch;

/** How often each class was taken for each: rows are what was wanted, columns what was answered. Belongs to one thread. */
public final class ConfusionMatrix {
    private final int classes;
    private final long[] counts; // [classes, classes]

    public ConfusionMatrix(int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("confusion matrix: expected at least 2 classes, found " + classes);
        }
        this.classes = classes;
        counts = new long[Math.multiplyExact(classes, classes)];
    }

    /** Adds one answer: the largest of the outputs from {@code at} on. */
    public void add(float[] outputs, int at, int wanted) {
        counts[wanted * classes + Batch.largest(outputs, at, classes)]++;
    }

    public long count(int wanted, int answered) {
        return counts[wanted * classes + answered];
    }

    /** Share of right answers among those of the class; 0 where there was none. */
    public double precision(int of) {
        long answered = 0;
        for (int wanted = 0; wanted < classes; wanted++) {
            answered += count(wanted, of);
        }
        return (double) count(of, of) / Math.max(1, answered);
    }

    /** Share of the class that was found; 0 where there was none. */
    public double recall(int of) {
        long all = 0;
        for (int answered = 0; answered < classes; answered++) {
            all += count(of, answered);
        }
        return (double) count(of, of) / Math.max(1, all);
    }

    /** Harmonic mean of precision and recall. */
    public double f1(int of) {
        double sum = precision(of) + recall(of);
        return sum == 0 ? 0 : 2 * precision(of) * recall(of) / sum;
    }

    /** Share of right answers. */
    public double accuracy() {
        long right = 0;
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            right += i / classes == i % classes ? counts[i] : 0;
            all += counts[i];
        }
        return (double) right / Math.max(1, all);
    }
}
