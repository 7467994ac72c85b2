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

    /** Targets of the given result that count, where no mask leaves out others. */
    int countedRows(TrainingSet set, int result) {
        int counted = 0;
        int from = set.firstTargetStep(result, this);
        int rows = set.targetSteps(result, this);
        for (int row = 0; row < sequences; row++) {
            for (int step = from; step < from + rows; step++) {
                counted += set.weight(result, sequence(row), step) != 0 ? 1 : 0;
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
