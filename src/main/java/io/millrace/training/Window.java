package io.millrace.training;

/** The sequences and steps of one update. */
final class Window {
    private final int[] order;
    private final int first;
    final int sequences;
    final int firstStep;
    final int steps;

    /**
     * @param order of all sequences
     * @param first place in the order
     * @param firstStep of each sequence
     */
    Window(int[] order, int first, int sequences, int firstStep, int steps) {
        this.order = order;
        this.first = first;
        this.sequences = sequences;
        this.firstStep = firstStep;
        this.steps = steps;
    }

    int sequence(int row) {
        return order[first + row];
    }

    /** Targets that count. */
    int countedRows(TrainingSet set) {
        int counted = 0;
        int rows = set.shape().everyStep() ? steps : 1;
        for (int row = 0; row < sequences; row++) {
            for (int step = 0; step < rows; step++) {
                counted += set.weight(sequence(row), firstStep + step) != 0 ? 1 : 0;
            }
        }
        return counted;
    }

    /** Steps until the longest of these rows ends within the window; 0 where all have ended before it. */
    int stepsOf(TrainingSet set, int fromRow, int rows) {
        int longest = 0;
        for (int row = fromRow; row < fromRow + rows; row++) {
            longest = Math.max(longest, set.length(sequence(row)) - firstStep);
        }
        return Math.min(steps, longest);
    }
}
