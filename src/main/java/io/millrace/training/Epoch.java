package io.millrace.training;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * One pass over the data after another: its batches, and the windows of each, in an order that may change from pass to
 * pass. A batch is always of one set.
 */
final class Epoch {
    private final TrainingSettings settings;
    private final List<TrainingSet> sets;
    private final int[][] orders; // of each set's sequences
    private final int[] firsts; // of each set, its first batch among all
    private final int[] batches; // order of all batches

    /** In the order of the data. */
    Epoch(TrainingSettings settings, List<TrainingSet> sets) {
        this.settings = settings;
        this.sets = sets;
        orders = sets.stream().map(set -> order(set.shape().sequences())).toArray(int[][]::new);
        firsts = new int[sets.size()];
        int count = 0;
        for (int set = 0; set < firsts.length; set++) {
            firsts[set] = count;
            count += (orders[set].length + settings.batchSize() - 1) / settings.batchSize();
        }
        batches = order(count);
    }

    /** 0 … count−1. */
    static int[] order(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** Draws another order of the sequences and, where there are several sets, of all batches. */
    void shuffle(Random random) {
        for (int[] order : orders) {
            shuffle(order, random);
        }
        if (orders.length > 1) {
            shuffle(batches, random);
        }
    }

    /** Fisher and Yates' shuffle; Random's sequence is specified, so it is the same on every JDK. */
    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Updates that a pass makes. */
    int updates() {
        return sets.stream()
                .mapToInt(set -> (int) (settings.updates(set.shape()) / settings.epochs()))
                .sum();
    }

    /** Gives each window to {@code work} until that says no. Returns whether all were taken. */
    boolean forEachWindow(ShardedPass pass, BiPredicate<TrainingSet, Window> work) {
        for (int batch : batches) {
            int found = Arrays.binarySearch(firsts, batch);
            int set = found >= 0 ? found : -found - 2;
            if (!settings.stateful()) {
                pass.forgetStates();
            }
            if (!forEachWindow(set, (batch - firsts[set]) * settings.batchSize(), work)) {
                return false;
            }
        }
        return true;
    }

    private boolean forEachWindow(int set, int first, BiPredicate<TrainingSet, Window> work) {
        int[] order = orders[set];
        int rows = Math.min(settings.batchSize(), order.length - first);
        int steps = sets.get(set).shape().steps();
        int window = settings.windowSteps(steps);
        for (int step = 0; step < steps; step += window) {
            if (!work.test(sets.get(set), new Window(order, first, rows, step, Math.min(window, steps - step)))) {
                return false;
            }
        }
        return true;
    }

    /** Loss and metrics of the pass' parameters, from fresh states; the training's states stay as they are. */
    Evaluation evaluate(ShardedPass pass) {
        Sums sums = pass.newSums();
        float[] states = pass.copyStates();
        pass.forgetStates();
        forEachWindow(pass, (set, window) -> {
            sums.add(pass.run(set, window, false));
            return true;
        });
        pass.restoreStates(states);
        return new Evaluation(sums.loss(), sums.metrics());
    }
}
