package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.gradient.SequencePass;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.Metric;
import java.util.Arrays;
import java.util.List;

/** Takes a few rows of a batch through the network, and back where there is a gradient. Belongs to one thread. */
final class Shard {
    private final SequencePass pass;
    private final Loss loss;
    private final boolean fused;
    private final List<Metric> metrics;
    private final int outputs;
    private final int stateSize;

    /**
     * @param rows at most
     * @param steps at most
     */
    Shard(Architecture architecture, TrainingSettings settings, Kernels kernels, int rows, int steps) {
        loss = settings.loss();
        fused = Fit.fuses(loss, architecture);
        metrics = settings.metrics();
        outputs = architecture.outputs();
        stateSize = architecture.stateSize();
        pass = new SequencePass(architecture, fused, kernels, rows, steps);
    }

    void pack(float[] parameters) {
        pass.pack(parameters);
    }

    /**
     * Rows {@code fromRow} up to before {@code fromRow + rows} of the window.
     *
     * @param states of the window's rows, [rows, stateSize], carried on
     * @param scale of the gradient: 1 / rows that count in the whole window
     * @param gradient overwritten; null for none
     */
    void run(Slice slice, float[] states, float scale, float[] gradient, Sums sums) {
        sums.clear();
        if (gradient != null) {
            Arrays.fill(gradient, 0f);
        }
        int steps = slice.window.stepsOf(slice.set, slice.fromRow, slice.rows);
        if (steps <= 0) {
            return;
        }
        pass.begin(slice.rows, steps);
        gather(slice, steps);
        pass.forward(states, slice.fromRow * stateSize);
        compare(slice, scale, gradient != null, sums);
        if (gradient != null) {
            pass.backward(gradient);
        }
    }

    /** A part of a window's rows. */
    static final class Slice {
        TrainingSet set;
        Window window;
        int fromRow;
        int rows;

        int sequence(int row) {
            return window.sequence(fromRow + row);
        }
    }

    private void gather(Slice slice, int steps) {
        int features = slice.set.shape().features();
        for (int row = 0; row < slice.rows; row++) {
            int sequence = slice.sequence(row);
            for (int step = 0; step < steps; step++) {
                int at = (step * slice.rows + row) * features;
                slice.set.copyInput(sequence, slice.window.firstStep + step, pass.inputs(), at);
            }
            pass.end(row, Math.min(steps, Math.max(1, slice.set.length(sequence) - slice.window.firstStep)) - 1);
        }
    }

    /** Loss and metrics of all output rows, and the errors. */
    private void compare(Slice slice, float scale, boolean backward, Sums sums) {
        TrainingSet set = slice.set;
        int width = set.shape().targetWidth();
        for (int row = 0; row < pass.outputRows(); row++) {
            int sequence = slice.sequence(row % slice.rows);
            int step = slice.window.firstStep + row / slice.rows;
            float weight = set.weight(sequence, step);
            int targetAt = set.targetRow(sequence, step) * width;
            int at = pass.outputsAt() + row * outputs;
            if (weight != 0) {
                sums.addRow(weight * loss.value(pass.outputs(), at, outputs, set.targets(), targetAt));
                for (int i = 0; i < metrics.size(); i++) {
                    sums.addMetric(i, metrics.get(i).value(pass.outputs(), at, outputs, set.targets(), targetAt));
                }
            }
            if (backward) {
                error(row * outputs, at, weight * scale, set.targets(), targetAt);
            }
        }
    }

    private void error(int errorAt, int at, float scale, float[] targets, int targetAt) {
        float[] errors = pass.errors();
        if (scale == 0) {
            Arrays.fill(errors, errorAt, errorAt + outputs, 0f);
            return;
        }
        System.arraycopy(pass.outputs(), at, errors, errorAt, outputs);
        if (fused) {
            loss.fusedGradient(errors, errorAt, outputs, targets, targetAt, scale);
        } else {
            loss.gradient(errors, errorAt, outputs, targets, targetAt, scale);
        }
    }
}
