package io.millrace.training;

import io.millrace.training.loss.Metric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up loss and metrics over the rows that count. */
final class Sums {
    private final double[] metrics;
    private double loss;
    private long rows;

    Sums(int metrics) {
        this.metrics = new double[metrics];
    }

    void clear() {
        loss = 0;
        rows = 0;
        Arrays.fill(metrics, 0);
    }

    void addRow(double rowLoss) {
        loss += rowLoss;
        rows++;
    }

    void addMetric(int index, double value) {
        metrics[index] += value;
    }

    void add(Sums other) {
        loss += other.loss;
        rows += other.rows;
        for (int i = 0; i < metrics.length; i++) {
            metrics[i] += other.metrics[i];
        }
    }

    /** 0 where no row counted. */
    double loss() {
        return loss / Math.max(1, rows);
    }

    Map<String, Double> metrics(List<Metric> named) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (int i = 0; i < metrics.length; i++) {
            means.put(named.get(i).kerasName(), metrics[i] / Math.max(1, rows));
        }
        return means;
    }
}
