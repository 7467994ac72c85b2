package io.millrace.network;

/** What flows along one edge in one step: a row a stream. */
final class Wire {
    final int width;

    /** [capacity, stride] from {@code at} on; a model's input stands in the caller's array. */
    float[] values;

    int at;
    int stride;

    /** Whether a row's step counts (Keras' mask); null where every one does. */
    final boolean[] mask;

    private Wire(int width, float[] values, int at, int stride, boolean[] mask) {
        this.width = width;
        this.values = values;
        this.at = at;
        this.stride = stride;
        this.mask = mask;
    }

    static Wire scratch(int width, int capacity, boolean[] mask) {
        return new Wire(width, new float[Math.multiplyExact(capacity, width)], 0, width, mask);
    }

    /** A part of each input row, whose array comes with each step. */
    static Wire input(int width, int at, int stride) {
        return new Wire(width, null, at, stride, null);
    }

    /** The same floats, where every step counts. */
    Wire unmasked() {
        return mask == null ? this : new Wire(width, values, at, stride, null);
    }

    /** A result's place in the caller's array, which comes with each step, instead of scratch; not where another wire shares it. */
    boolean moveTo(int at, int stride) {
        if (values == null || mask != null) {
            return false;
        }
        values = null;
        this.at = at;
        this.stride = stride;
        return true;
    }

    int row(int row) {
        return at + row * stride;
    }

    boolean masked(int row) {
        return mask != null && !mask[row];
    }
}
