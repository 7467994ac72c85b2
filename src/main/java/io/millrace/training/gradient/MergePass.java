package io.millrace.training.gradient;

import io.millrace.network.PlainLayer.Merge.Mode;
import java.util.List;

/** Several inputs as one, and its errors back to each of them. */
final class MergePass implements NodePass {
    private final Mode mode;
    private final List<Flow> in;
    private final Flow out;

    MergePass(Mode mode, List<Flow> in, Flow out) {
        this.mode = mode;
        this.in = List.copyOf(in);
        this.out = out;
    }

    @Override
    public void begin() {
        out.beginLike(in.get(0));
        boolean masked = out.isSequence();
        for (int i = 0; i < in.size(); i++) {
            masked &= in.get(i).isMasked();
        }
        if (!masked) {
            return;
        }
        out.beginMask();
        for (int step = 0; step < out.steps(); step++) {
            for (int row = 0; row < out.rows(); row++) {
                boolean counts = false; // a step counts where it does in any input
                for (int i = 0; i < in.size(); i++) {
                    counts |= in.get(i).counts(step, row);
                }
                out.setCounts(step, row, counts);
            }
        }
    }

    @Override
    public void forward(float[] states, int at) {
        int column = 0;
        for (int i = 0; i < in.size(); i++) {
            Flow flow = in.get(i);
            if (mode == Mode.CONCATENATE) {
                Columns.write(out.cells(), flow.width(), flow.values(), out.values(), column, out.width());
                column += flow.width();
            } else if (i == 0) {
                System.arraycopy(flow.values(), 0, out.values(), 0, out.size());
            } else {
                take(flow.values(), out.values(), out.size());
            }
        }
        for (int j = 0; mode == Mode.AVERAGE && j < out.size(); j++) {
            out.values()[j] /= in.size();
        }
    }

    private void take(float[] values, float[] merged, int n) {
        for (int j = 0; j < n; j++) {
            merged[j] = mode.combine(merged[j], values[j]);
        }
    }

    @Override
    public void backward(float[] gradient) {
        int column = 0;
        for (int i = 0; i < in.size(); i++) {
            Flow flow = in.get(i);
            if (flow.learns()) {
                give(i, column);
            }
            column += flow.width();
        }
    }

    private void give(int input, int column) {
        Flow flow = in.get(input);
        int width = flow.width();
        int from = mode == Mode.CONCATENATE ? column : 0;
        for (int cell = 0; cell < flow.cells(); cell++) {
            for (int j = 0; j < width; j++) {
                int at = cell * width + j;
                flow.errors()[at] += out.errors()[cell * out.width() + from + j] * slope(input, at);
            }
        }
    }

    /** Derivative of the merged value by the input's. Of equal largest or smallest ones the first takes all. */
    private float slope(int input, int at) {
        return switch (mode) {
            case CONCATENATE, ADD -> 1f;
            case AVERAGE -> 1f / in.size();
            case SUBTRACT -> input == 0 ? 1f : -1f;
            case MULTIPLY -> productOfOthers(input, at);
            case MAXIMUM, MINIMUM -> input == winner(at) ? 1f : 0f;
        };
    }

    private float productOfOthers(int input, int at) {
        float product = 1f;
        for (int i = 0; i < in.size(); i++) {
            product *= i == input ? 1f : in.get(i).values()[at];
        }
        return product;
    }

    private int winner(int at) {
        int winner = 0;
        while (in.get(winner).values()[at] != out.values()[at] && winner < in.size() - 1) {
            winner++;
        }
        return winner;
    }
}
