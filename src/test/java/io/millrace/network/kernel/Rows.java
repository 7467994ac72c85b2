package io.millrace.network.kernel;

/** Rows that step through a kernel: their inputs, states and outputs, and how one row stands in the batch. */
final class Rows {
    final int count;
    final float[][] inputs;
    final float[][] states;
    final float[][] outputs;

    Rows(KernelCase layer, StepKernel kernel, int count, long seed) {
        this.count = count;
        inputs = new float[count][];
        states = new float[count][];
        outputs = new float[count][kernel.units()];
        for (int row = 0; row < count; row++) {
            inputs[row] = KernelCase.random(layer.inputs(), seed + 1000L * row, 2);
            states[row] = KernelCase.random(kernel.stateSize(), seed + 1000L * row + 1, 1);
        }
    }

    /** One step of the rows whose numbers are given, in that order, as one batch. */
    void step(StepKernel kernel, int... order) {
        step(kernel, null, order);
    }

    void step(StepKernel kernel, float[] trace, int... order) {
        for (int place = 0; place < order.length; place++) {
            kernel.load(place, inputs[order[place]], 0, states[order[place]], 0);
        }
        kernel.step(order.length, trace, 0);
        for (int place = 0; place < order.length; place++) {
            kernel.store(place, states[order[place]], 0, outputs[order[place]], 0);
        }
    }

    int[] all() {
        int[] order = new int[count];
        for (int row = 0; row < count; row++) {
            order[row] = row;
        }
        return order;
    }

    /** The bits of all outputs and states; one NaN is like another. */
    int[] bits(int row) {
        int[] bits = new int[outputs[row].length + states[row].length];
        for (int i = 0; i < bits.length; i++) {
            int output = outputs[row].length;
            bits[i] = Float.floatToIntBits(i < output ? outputs[row][i] : states[row][i - output]);
        }
        return bits;
    }
}
