package io.millrace.training.gradient;

import io.millrace.network.PlainLayer;

/** The same floats in another place: Flatten, Reshape, Unmask, Reverse and RepeatVector. Errors go back the way the floats came. */
final class RearrangedPass implements NodePass {
    private final PlainLayer layer;
    private final Flow in;
    private final Flow out;

    RearrangedPass(PlainLayer layer, Flow in, Flow out) {
        this.layer = layer;
        this.in = in;
        this.out = out;
    }

    @Override
    public void begin() {
        if (layer instanceof PlainLayer.Reverse reverse) {
            out.beginLike(in);
            out.maskLike(in);
            if (reverse.turnsMask()) {
                turnMask();
            }
        } else if (layer instanceof PlainLayer.RepeatVector repeat) {
            out.begin(in.rows(), repeat.times());
        } else {
            out.begin(in.rows(), in.steps() * in.width() / out.width());
        }
    }

    private void turnMask() {
        for (int step = 0; in.isMasked() && step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                out.setCounts(step, row, in.counts(in.steps() - 1 - step, row));
            }
        }
    }

    /** Where a float of {@code out} stands in {@code in}. */
    private int source(int step, int row, int column) {
        if (layer instanceof PlainLayer.Reverse) {
            return in.at(in.steps() - 1 - step, row) + column;
        }
        if (layer instanceof PlainLayer.RepeatVector) {
            return in.at(0, row) + column;
        }
        int place = step * out.width() + column;
        return in.at(place / in.width(), row) + place % in.width();
    }

    @Override
    public void forward(float[] states, int at) {
        move(false);
    }

    @Override
    public void backward(float[] gradient) {
        if (in.learns()) {
            move(true);
        }
    }

    private void move(boolean back) {
        for (int step = 0; step < out.steps(); step++) {
            for (int row = 0; row < out.rows(); row++) {
                int to = out.at(step, row);
                for (int column = 0; column < out.width(); column++) {
                    int from = source(step, row, column);
                    if (back) {
                        in.errors()[from] += out.errors()[to + column];
                    } else {
                        out.values()[to + column] = in.values()[from];
                    }
                }
            }
        }
    }
}
