package io.millrace.training;

import io.millrace.training.loss.Metric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up losses and metrics over the rows that count, result by result, and the penalties of the updates. */
final class Sums {
    private final Results results;
    private final double[] losses; // by result
    private final long[] rows; // by result
    private final double[][] metrics; // by result: every metric's sums, one behind the other
    private double penalties;
    private long updates;

    Sums(Results results) {
        this.results = results;
        losses = new double[results.count()];
        rows = new long[results.count()];
        metrics = new double[results.count()]
                [results.metrics().stream().mapToInt(Metric::sums).sum()];
    }

    void clear() {
        Arrays.fill(losses, 0);
        Arrays.fill(rows, 0);
        for (double[] sums : metrics) {
            Arrays.fill(sums, 0);
        }
        penalties = 0;
        updates = 0;
    }

    /** One row of outputs from {@code at}, and its target from {@code targetAt}. */
    void addRow(
            BatchLosses batch,
            int result,
            float weight,
            float[] outputs,
            int at,
            int width,
            float[] targets,
            int targetAt) {
        losses[result] += weight * batch.loss(result).value(outputs, at, width, targets, targetAt);
        rows[result]++;
        List<Metric> all = batch.metrics(result);
        int place = 0;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).add(outputs, at, width, targets, targetAt, metrics[result], place);
            place += all.get(i).sums();
        }
    }

    void addPenalty(double penalty) {
        penalties += penalty;
        updates++;
    }

    void add(Sums other) {
        for (int result = 0; result < losses.length; result++) {
            losses[result] += other.losses[result];
            rows[result] += other.rows[result];
            for (int i = 0; i < metrics[result].length; i++) {
                metrics[result][i] += other.metrics[result][i];
            }
        }
        penalties += other.penalties;
        updates += other.updates;
    }

    /** The weighted sum of the results' mean losses, and the mean penalty; a result adds 0 where none of its rows counted. */
    double loss() {
        double loss = penalties / Math.max(1, updates);
        for (int result = 0; result < losses.length; result++) {
            loss += results.loss(result).weight() * loss(result);
        }
        return loss;
    }

    private double loss(int result) {
        return losses[result] / Math.max(1, rows[result]);
    }

    Map<String, Double> metrics() {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int result = 0; result < losses.length; result++) {
            String prefix = results.prefix(result);
            if (results.count() > 1) {
                named.put(prefix + "loss", loss(result));
            }
            int place = 0;
            for (Metric metric : results.metrics()) {
                named.put(prefix + metric.kerasName(), metric.result(metrics[result], place, rows[result]));
                place += metric.sums();
            }
        }
        return named;
    }
}
