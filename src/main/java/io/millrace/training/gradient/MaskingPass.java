package io.millrace.training.gradient;

import java.util.Arrays;

/** Steps whose features all equal a value are masked, and become zeros. */
final class MaskingPass implements NodePass {
    private final float maskValue;
    private final Flow in;
    private final Flow out;

    MaskingPass(float maskValue, Flow in, Flow out) {
        this.maskValue = maskValue;
        this.in = in;
        this.out = out;
    }

    @Override
    public void begin() {
        out.beginLike(in);
        out.beginMask();
        for (int step = 0; step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                out.setCounts(step, row, in.counts(step, row) && differs(in.at(step, row)));
            }
        }
    }

    private boolean differs(int at) {
        for (int j = at; j < at + in.width(); j++) {
            if (in.values()[j] != maskValue) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void forward(float[] states, int at) {
        System.arraycopy(in.values(), 0, out.values(), 0, in.size());
        for (int step = 0; step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                int cell = in.at(step, row);
                if (!out.counts(step, row)) {
                    Arrays.fill(out.values(), cell, cell + in.width(), 0f);
                }
            }
        }
    }

    @Override
    public void backward(float[] gradient) {
        for (int step = 0; in.learns() && step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                int cell = in.at(step, row);
                for (int j = cell; out.counts(step, row) && j < cell + in.width(); j++) {
                    in.errors()[j] += out.errors()[j];
                }
            }
        }
    }
}
