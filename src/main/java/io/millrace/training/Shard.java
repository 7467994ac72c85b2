package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.gradient.Flow;
import io.millrace.training.gradient.SequencePass;
import io.millrace.training.loss.Loss;
import java.util.Arrays;
import java.util.List;

/** Takes a few rows of a batch through the network, and back where there is a gradient. Belongs to one thread. */
final class Shard {
    private final SequencePass pass;
    private final Results results;
    private final boolean[] fused; // by result
    private final boolean anyLength;
    private final int stateSize;
    private final float[] error; // of one row of outputs

    /**
     * @param rows at most
     * @param inputSteps at most, of each input
     */
    Shard(Architecture architecture, Results results, Kernels kernels, int rows, List<Integer> inputSteps, long seed) {
        this.results = results;
        fused = new boolean[results.count()];
        for (int result = 0; result < fused.length; result++) {
            fused[result] =
                    results.fused().contains(architecture.expanded().results().get(result));
        }
        anyLength = architecture.inputNodes().stream()
                .noneMatch(node -> architecture.shapes(node).get(0).isFixed());
        stateSize = architecture.stateSize();
        error = new float[architecture.outputs()];
        pass = new SequencePass(architecture, results.fused(), kernels, rows, inputSteps, seed);
    }

    void pack(float[] parameters) {
        pass.pack(parameters);
    }

    /** Whether {@link #count} must say which targets count. */
    boolean masks() {
        return pass.masks();
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

    /**
     * Adds to {@code counts} how many targets of each result count.
     *
     * @param states of the window's rows, which stay as they are
     * @param dropOut whether dropouts leave out what they will in {@link #run}
     */
    void count(Slice slice, float[] states, long update, boolean dropOut, int[] counts) {
        if (!begin(slice, update, dropOut)) {
            return;
        }
        pass.settleMasks(states, slice.fromRow * stateSize);
        for (int result = 0; result < counts.length; result++) {
            Flow out = pass.result(result);
            for (int step = 0; step < out.steps(); step++) {
                for (int row = 0; row < slice.rows; row++) {
                    counts[result] += weight(slice, result, step, row) != 0 ? 1 : 0;
                }
            }
        }
    }

    /**
     * Rows {@code fromRow} up to before {@code fromRow + rows} of the window.
     *
     * @param states of the window's rows, [rows, stateSize], carried on
     * @param batch what the whole window's targets say
     * @param update whose number tells what dropouts leave out
     * @param gradient overwritten; null for none, and for no dropouts
     */
    void run(Slice slice, float[] states, BatchLosses batch, long update, float[] gradient, Sums sums) {
        sums.clear();
        if (gradient != null) {
            Arrays.fill(gradient, 0f);
        }
        if (!begin(slice, update, gradient != null)) {
            return;
        }
        pass.forward(states, slice.fromRow * stateSize);
        if (gradient != null) {
            pass.clearErrors();
        }
        for (int result = 0; result < results.count(); result++) {
            compare(slice, result, batch, gradient != null, sums);
        }
        if (gradient != null) {
            pass.backward(gradient);
        }
    }

    /** Fills the inputs. Returns whether there is anything left of these rows. */
    private boolean begin(Slice slice, long update, boolean dropOut) {
        int longest = slice.window.stepsOf(slice.set, slice.fromRow, slice.rows);
        if (longest <= 0) {
            return false;
        }
        int steps = anyLength ? longest : slice.window.steps;
        List<Batch> inputs = slice.set.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            gather(slice, inputs.get(i), steps, pass.input(i));
        }
        if (dropOut) {
            pass.dropOut(update, slice.fromRow);
        } else {
            pass.keepAll();
        }
        return true;
    }

    private static void gather(Slice slice, Batch input, int windowSteps, Flow flow) {
        boolean main = slice.set.isMain(input);
        int steps = main ? windowSteps : TrainingSet.steps(input);
        int first = main ? slice.window.firstStep : 0;
        int width = input.shape().width();
        flow.begin(slice.rows, steps);
        for (int row = 0; row < slice.rows; row++) {
            int sequence = slice.sequence(row);
            int from = (sequence * TrainingSet.steps(input) + first) * width;
            int left = main ? Math.min(steps, slice.set.length(sequence) - first) : steps;
            for (int step = 0; step < left; step++) {
                System.arraycopy(input.values(), from + step * width, flow.values(), flow.at(step, row), width);
            }
            if (left < steps) {
                pad(flow, row, Math.max(0, left));
            }
        }
    }

    /** Zeros that do not count, from the given step on. */
    private static void pad(Flow flow, int row, int from) {
        flow.beginMask();
        for (int step = from; step < flow.steps(); step++) {
            int at = flow.at(step, row);
            Arrays.fill(flow.values(), at, at + flow.width(), 0f);
            flow.setCounts(step, row, false);
        }
    }

    private float weight(Slice slice, int result, int step, int row) {
        if (!pass.result(result).counts(step, row)) {
            return 0f;
        }
        int first = slice.set.firstTargetStep(result, slice.window);
        return slice.set.weight(result, slice.sequence(row), first + step);
    }

    /** Loss and metrics of all rows of a result, and the errors: row by row, since a row's targets lie together. */
    private void compare(Slice slice, int result, BatchLosses batch, boolean backward, Sums sums) {
        Flow out = pass.result(result);
        Batch target = slice.set.targets().get(result);
        int first = slice.set.firstTargetStep(result, slice.window);
        int width = target.shape().width();
        for (int row = 0; row < slice.rows; row++) {
            for (int step = 0; step < out.steps(); step++) {
                float weight = weight(slice, result, step, row);
                if (weight == 0) {
                    continue;
                }
                int targetAt = slice.set.targetRow(result, slice.sequence(row), first + step) * width;
                int at = out.at(step, row);
                sums.addRow(batch, result, weight, out.values(), at, out.width(), target.values(), targetAt);
                if (backward) {
                    addError(
                            result,
                            batch.loss(result),
                            out,
                            at,
                            weight * batch.scale(result),
                            target.values(),
                            targetAt);
                }
            }
        }
    }

    private void addError(int result, Loss loss, Flow out, int at, float scale, float[] targets, int targetAt) {
        int width = out.width();
        System.arraycopy(out.values(), at, error, 0, width);
        if (fused[result]) {
            loss.fusedGradient(error, 0, width, targets, targetAt, scale);
        } else {
            loss.gradient(error, 0, width, targets, targetAt, scale);
        }
        float[] errors = out.errors();
        for (int j = 0; j < width; j++) {
            errors[at + j] += error[j];
        }
    }
}
