package io.millrace.training;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;

/** One pass over the data: its batches, and the windows of each, in order. */
final class Epoch {
    private Epoch() {}

    /** 0 … count−1. */
    static int[] order(int count) {
        int[] order = new int[count];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** Fisher and Yates' shuffle; Random's sequence is specified, so it is the same on every JDK. */
    static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Gives each window to {@code work} until that says no. Returns whether all were taken. */
    static boolean forEachWindow(
            TrainingSettings settings, TrainingSet set, int[] order, ShardedPass pass, Predicate<Window> work) {
        int steps = set.shape().steps();
        int window = settings.windowSteps(steps);
        for (int first = 0; first < order.length; first += settings.batchSize()) {
            int rows = Math.min(settings.batchSize(), order.length - first);
            if (!settings.stateful()) {
                pass.forgetStates();
            }
            for (int step = 0; step < steps; step += window) {
                if (!work.test(new Window(order, first, rows, step, Math.min(window, steps - step)))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Loss and metrics of the pass' parameters, from fresh states; the training's states stay as they are. */
    static Evaluation evaluate(TrainingSettings settings, TrainingSet set, ShardedPass pass) {
        Sums sums = pass.newSums();
        float[] states = pass.copyStates();
        pass.forgetStates();
        int[] order = order(set.shape().sequences());
        forEachWindow(settings, set, order, pass, window -> {
            sums.add(pass.run(set, window, false));
            return true;
        });
        pass.restoreStates(states);
        return new Evaluation(sums.loss(), sums.metrics());
    }
}
