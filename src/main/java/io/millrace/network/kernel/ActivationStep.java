package io.millrace.network.kernel;

/** An activation function by itself: {@code y = activation(x)}, row by row. */
final class ActivationStep extends LayerStep {
    private final Arithmetic.RowFunction function;

    ActivationStep(StepBuffers buffers, Arithmetic.RowFunction function, int width, int capacity) {
        super(buffers, width, width, false, capacity, Arithmetic.padded(width), 0, width);
        this.function = function;
    }

    @Override
    void packChecked(float[] parameters, int at) {}

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        float[] out = buffers.out;
        for (int row = 0; row < batch; row++) {
            System.arraycopy(buffers.rows, row * depth, out, row * outStep, units);
            function.apply(out, row * outStep);
            if (trace != null) {
                System.arraycopy(out, row * outStep, trace, traceAt + row * units, units);
            }
        }
    }
}
