package io.millrace.network.kernel;

/** An activation function in plain Java, on a copy of the row: C2 compiles loops from index 0 best. */
final class PlainFunction implements Arithmetic.RowFunction {
    private final Activation activation;
    private final float[] row; // [width]

    PlainFunction(Activation activation, int width) {
        this.activation = activation;
        row = new float[width];
    }

    @Override
    public void apply(float[] z, int at) {
        if (activation == Activation.LINEAR) {
            return;
        }
        System.arraycopy(z, at, row, 0, row.length);
        Activations.apply(activation, row, row.length);
        System.arraycopy(row, 0, z, at, row.length);
    }
}
