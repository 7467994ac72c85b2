package io.millrace.network;

import io.millrace.network.kernel.StepKernel;
import java.util.Arrays;
import java.util.List;

/** One node's share of a step. Reads its wires, writes its own; allocates nothing. */
interface StepNode {
    void step(int batch, StateSlab states, int[] slots);

    /** A layer without a state that a kernel computes. */
    record Computed(StepKernel kernel, Wire in, Wire out) implements StepNode {
        private static final float[] NO_STATE = {};

        @Override
        public void step(int batch, StateSlab states, int[] slots) {
            for (int row = 0; row < batch; row++) {
                kernel.load(row, in.values, in.row(row), NO_STATE, 0);
            }
            kernel.step(batch);
            for (int row = 0; row < batch; row++) {
                kernel.store(row, NO_STATE, 0, out.values, out.row(row));
            }
        }
    }

    /**
     * A recurrent layer. A masked row keeps its state and repeats its output, which is the first part of its state.
     *
     * @param stateAt of its state in a stream's
     * @param parts where its new state goes too, part by part; empty without return_state
     */
    record Recurrent(StepKernel kernel, Wire in, Wire out, int stateAt, boolean zeroOutputForMask, List<Wire> parts)
            implements StepNode {
        @Override
        public void step(int batch, StateSlab states, int[] slots) {
            for (int row = 0; row < batch; row++) {
                int slot = slots[row];
                kernel.load(row, in.values, in.row(row), states.page(slot), states.at(slot) + stateAt);
            }
            kernel.step(batch);
            for (int row = 0; row < batch; row++) {
                int slot = slots[row];
                store(row, states.page(slot), states.at(slot) + stateAt);
            }
        }

        private void store(int row, float[] state, int at) {
            int outAt = out.row(row);
            if (!in.masked(row)) {
                kernel.store(row, state, at, out.values, outAt);
            } else if (zeroOutputForMask) {
                Arrays.fill(out.values, outAt, outAt + out.width, 0f);
            } else {
                System.arraycopy(state, at, out.values, outAt, out.width);
            }
            int partAt = at;
            for (int part = 0; part < parts.size(); part++) {
                Wire wire = parts.get(part);
                System.arraycopy(state, partAt, wire.values, wire.row(row), wire.width);
                partAt += wire.width;
            }
        }
    }

    /** Zeros and a mask for the rows whose features all equal {@code maskValue}. */
    record Masking(float maskValue, Wire in, Wire out) implements StepNode {
        @Override
        public void step(int batch, StateSlab states, int[] slots) {
            for (int row = 0; row < batch; row++) {
                out.mask[row] = differs(in.values, in.row(row), in.width, maskValue);
                if (out.mask[row]) {
                    System.arraycopy(in.values, in.row(row), out.values, out.row(row), in.width);
                } else {
                    Arrays.fill(out.values, out.row(row), out.row(row) + out.width, 0f);
                }
            }
        }
    }

    /** Whether any of the floats is not the value. */
    static boolean differs(float[] values, int at, int width, float value) {
        for (int j = 0; j < width; j++) {
            if (values[at + j] != value) {
                return true;
            }
        }
        return false;
    }

    /** An embedding whose id 0 is padding. */
    record MaskingEmbedding(Computed embedding) implements StepNode {
        @Override
        public void step(int batch, StateSlab states, int[] slots) {
            Wire ids = embedding.in();
            for (int row = 0; row < batch; row++) {
                embedding.out().mask[row] = ids.values[ids.row(row)] != 0f;
            }
            embedding.step(batch, states, slots);
        }
    }

    /** Several inputs as one; its mask counts a step where any input's does. */
    record Merge(PlainLayer.Merge.Mode mode, List<Wire> in, Wire out) implements StepNode {
        @Override
        public void step(int batch, StateSlab states, int[] slots) {
            for (int row = 0; row < batch; row++) {
                int outAt = out.row(row);
                int column = 0;
                boolean counts = false;
                for (int i = 0; i < in.size(); i++) {
                    Wire wire = in.get(i);
                    Merging.take(mode, i == 0, wire.values, wire.row(row), wire.width, out.values, outAt, column);
                    column += wire.width;
                    counts |= !wire.masked(row);
                }
                Merging.finish(mode, in.size(), out.values, outAt, out.width);
                if (out.mask != null) {
                    out.mask[row] = counts;
                }
            }
        }
    }
}
