package io.millrace.training;

import io.millrace.training.loss.Loss;
import io.millrace.training.loss.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Losses and metrics of one window, as its targets decide them, and what each row's error is multiplied by. Mutable: one is enough. */
final class BatchLosses {
    private final Results results;
    private final boolean looking; // whether some of them ask for the targets
    private final Loss[] losses; // by result
    private final List<List<Metric>> metrics = new ArrayList<>(); // by result
    private final float[] scales; // by result: its loss' weight / targets that count

    BatchLosses(Results results) {
        this.results = results;
        losses = new Loss[results.count()];
        Arrays.setAll(losses, result -> results.loss(result).loss());
        Arrays.stream(losses).forEach(loss -> metrics.add(new ArrayList<>(results.metrics())));
        scales = new float[losses.length];
        looking = looksAtBatch();
    }

    private boolean looksAtBatch() {
        return Stream.concat(Arrays.stream(losses), results.metrics().stream())
                .anyMatch(metric -> metric instanceof Loss loss && loss.looksAtBatch());
    }

    /** @param counted targets of the result that count in the whole window */
    void begin(int result, TrainingSet set, Window window, int counted) {
        scales[result] = (float) results.loss(result).weight() / Math.max(1, counted);
        if (looking) {
            boolean binary = binary(result, set, window);
            losses[result] = results.loss(result).loss().of(binary);
            metrics.get(result).replaceAll(metric -> metric instanceof Loss loss ? loss.of(binary) : metric);
        }
    }

    /** Whether all targets are 0 or 1. */
    private static boolean binary(int result, TrainingSet set, Window window) {
        float[] targets = set.targets().get(result).values();
        int width = set.targets().get(result).shape().width();
        int first = set.firstTargetStep(result, window);
        int steps = set.targetSteps(result, window);
        for (int row = 0; row < window.sequences; row++) {
            int from = set.targetRow(result, window.sequence(row), first) * width;
            for (int i = from; i < from + steps * width; i++) {
                if (targets[i] != 0f && targets[i] != 1f) {
                    return false;
                }
            }
        }
        return true;
    }

    Loss loss(int result) {
        return losses[result];
    }

    List<Metric> metrics(int result) {
        return metrics.get(result);
    }

    float scale(int result) {
        return scales[result];
    }
}
