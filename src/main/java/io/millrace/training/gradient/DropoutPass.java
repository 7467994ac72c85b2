package io.millrace.training.gradient;

/**
 * Leaves a share of its input out, each step another one or all steps the same; passes everything on outside training. The output
 * may be several copies side by side, each with something else left out.
 */
final class DropoutPass implements NodePass {
    private final Flow in;
    private final Flow out;
    private final DropoutMask mask;
    private final boolean sameForAllSteps;
    private float[] factors;

    /**
     * @param out [steps, rows, copies · width]
     * @param mask [rows, copies · width], or [rows, steps · copies · width] where each step has its own
     */
    DropoutPass(Flow in, Flow out, DropoutMask mask, boolean sameForAllSteps) {
        this.in = in;
        this.out = out;
        this.mask = mask;
        this.sameForAllSteps = sameForAllSteps;
    }

    @Override
    public void begin() {
        out.beginLike(in);
        out.maskLike(in);
    }

    @Override
    public void forward(float[] states, int at) {
        factors = mask.fill(in.rows());
        for (int step = 0; step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                int cell = out.at(step, row);
                int factor = factorAt(step, row);
                for (int copy = 0; copy < out.width(); copy += in.width()) {
                    System.arraycopy(in.values(), in.at(step, row), out.values(), cell + copy, in.width());
                }
                for (int j = 0; factors != null && j < out.width(); j++) {
                    out.values()[cell + j] *= factors[factor + j];
                }
            }
        }
    }

    @Override
    public void backward(float[] gradient) {
        for (int step = 0; in.learns() && step < in.steps(); step++) {
            for (int row = 0; row < in.rows(); row++) {
                int cell = out.at(step, row);
                int to = in.at(step, row);
                int factor = factorAt(step, row);
                for (int j = 0; j < out.width(); j++) {
                    in.errors()[to + j % in.width()] +=
                            out.errors()[cell + j] * (factors == null ? 1f : factors[factor + j]);
                }
            }
        }
    }

    /** A row's factors stand together, step behind step. */
    private int factorAt(int step, int row) {
        return (sameForAllSteps ? row : row * mask.stepsOf(out.width()) + step) * out.width();
    }
}
