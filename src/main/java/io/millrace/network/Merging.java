package io.millrace.network;

import io.millrace.network.PlainLayer.Merge.Mode;

/** The arithmetic of a merge, one row at a time, input by input in their order. */
final class Merging {
    private Merging() {}

    /** Takes the input in: beside what stands there from {@code column} on, or into it. */
    static void take(Mode mode, boolean first, float[] in, int inAt, int width, float[] out, int outAt, int column) {
        if (first || mode == Mode.CONCATENATE) {
            System.arraycopy(in, inAt, out, outAt + column, width);
            return;
        }
        for (int j = 0; j < width; j++) {
            out[outAt + j] = mode.combine(out[outAt + j], in[inAt + j]);
        }
    }

    static void finish(Mode mode, int inputs, float[] out, int outAt, int width) {
        if (mode == Mode.AVERAGE) {
            for (int j = 0; j < width; j++) {
                out[outAt + j] /= inputs;
            }
        }
    }
}
