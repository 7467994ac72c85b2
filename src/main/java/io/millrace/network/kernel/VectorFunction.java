package io.millrace.network.kernel;

/** Tanh or the sigmoid of a row, in vectors. */
final class VectorFunction implements Arithmetic.RowFunction {
    private final int vectors;
    private final float scale;
    private final float shift;

    private VectorFunction(int width, float scale, float shift) {
        vectors = VectorLanes.vectors(width);
        this.scale = scale;
        this.shift = shift;
    }

    static VectorFunction tanh(int width) {
        return new VectorFunction(width, VectorGates.TANH_SCALE, VectorGates.TANH_SHIFT);
    }

    static VectorFunction sigmoid(int width) {
        return new VectorFunction(width, VectorGates.SIGMOID_SCALE, VectorGates.SIGMOID_SHIFT);
    }

    @Override
    public void apply(float[] z, int at) {
        VectorGates.activate(z, at, 1, 0, vectors, scale, shift);
    }
}
