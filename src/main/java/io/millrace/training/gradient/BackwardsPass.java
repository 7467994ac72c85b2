package io.millrace.training.gradient;

/** Steps in the opposite order, and their mask with them: what a layer that goes backwards reads. */
final class BackwardsPass implements NodePass {
    private final Flow in;
    private final Flow out;

    BackwardsPass(Flow in, Flow out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public void begin() {
        out.beginLike(in);
        if (in.isMasked()) {
            out.beginMask();
            for (int step = 0; step < in.steps(); step++) {
                for (int row = 0; row < in.rows(); row++) {
                    out.setCounts(step, row, in.counts(in.steps() - 1 - step, row));
                }
            }
        }
    }

    @Override
    public void forward(float[] states, int at) {
        int block = in.rows() * in.width();
        for (int step = 0; step < in.steps(); step++) {
            System.arraycopy(in.values(), (in.steps() - 1 - step) * block, out.values(), step * block, block);
        }
    }

    @Override
    public void backward(float[] gradient) {
        int block = in.rows() * in.width();
        for (int step = 0; in.learns() && step < in.steps(); step++) {
            int from = step * block;
            int to = (in.steps() - 1 - step) * block;
            for (int j = 0; j < block; j++) {
                in.errors()[to + j] += out.errors()[from + j];
            }
        }
    }
}
