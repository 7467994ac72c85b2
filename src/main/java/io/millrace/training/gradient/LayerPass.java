package io.millrace.training.gradient;

import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.StepKernel;
import java.util.Arrays;

/** One layer over a window of time: there with the kernel that serves, back with its gradient. */
final class LayerPass {
    private final StepKernel kernel;
    private final LayerGradient gradient;
    private final boolean traced;

    final Tape tape;

    /** [steps, rows, units]: gradient with respect to the outputs. */
    final float[] errors;

    /**
     * @param before activation through which the errors must still pass, where the layer is Dense
     * @param rows at most
     * @param steps at most
     */
    LayerPass(Layer.Stepped layer, int inputs, Activation before, Kernels kernels, int rows, int steps) {
        kernel = layer.kernel(kernels, inputs, rows);
        gradient = gradient(layer, inputs, before, kernels, rows, steps);
        traced = layer instanceof Layer.Lstm || layer instanceof Layer.Gru; // elsewhere the outputs tell everything
        int cells = Math.multiplyExact(rows, steps);
        errors = new float[Math.multiplyExact(cells, kernel.units())];
        tape = new Tape(
                new float[Math.multiplyExact(cells + rows, kernel.units())],
                new float[Math.multiplyExact(cells + rows, kernel.stateSize())],
                new float[traced ? Math.multiplyExact(cells, kernel.traceSize()) : 0]);
    }

    private static LayerGradient gradient(
            Layer layer, int inputs, Activation before, Kernels kernels, int rows, int steps) {
        if (layer instanceof Layer.Dense dense) {
            return new DenseGradient(dense, inputs, before, kernels, rows * steps);
        }
        if (layer instanceof Layer.SimpleRnn simple) {
            return new SimpleRnnGradient(simple, inputs, kernels, rows, steps);
        }
        if (layer instanceof Layer.Lstm lstm) {
            return new LstmGradient(lstm, inputs, kernels, rows, steps);
        }
        if (layer instanceof Layer.Gru gru) {
            return GruGradient.of(gru, inputs, kernels, rows, steps);
        }
        throw new IllegalArgumentException(layer.name() + ": this layer cannot be trained yet");
    }

    int units() {
        return kernel.units();
    }

    int stateSize() {
        return kernel.stateSize();
    }

    /** Where the first step's outputs begin on the tape. */
    int outputsAt() {
        return tape.rows * kernel.units();
    }

    void pack(float[] parameters, int at) {
        kernel.pack(parameters, at);
        gradient.pack(parameters, at);
    }

    /** The window's shape and what it reads, [steps, rows, inputs] from {@code inputAt}. */
    void begin(int rows, int steps, float[] input, int inputAt) {
        tape.rows = rows;
        tape.steps = steps;
        tape.input = input;
        tape.inputAt = inputAt;
    }

    /** From the carried states, rows {@code stride} apart from {@code at} on, which it leaves where the window ends. */
    void forward(float[] carried, int at, int stride) {
        int rows = tape.rows;
        int size = kernel.stateSize();
        Columns.read(rows, size, carried, at, stride, tape.states);
        if (size > 0) {
            Columns.read(rows, units(), carried, at, stride, tape.outputs);
        } else {
            Arrays.fill(tape.outputs, 0, outputsAt(), 0f);
        }
        for (int step = 0; step < tape.steps; step++) {
            step(step * rows);
        }
        for (int row = 0; row < rows; row++) {
            System.arraycopy(tape.states, (tape.steps * rows + row) * size, carried, at + row * stride, size);
        }
    }

    /** @param first the step's first row on the tape */
    private void step(int first) {
        int rows = tape.rows;
        int size = kernel.stateSize();
        for (int row = 0; row < rows; row++) {
            int from = first + row;
            kernel.load(row, tape.input, tape.inputAt + from * kernel.inputs(), tape.states, from * size);
        }
        kernel.step(rows, traced ? tape.trace : null, traced ? first * kernel.traceSize() : 0);
        for (int row = 0; row < rows; row++) {
            int to = first + rows + row;
            kernel.store(row, tape.states, to * size, tape.outputs, to * units());
        }
    }

    void backward(float[] weightGradient, int at, float[] inputErrors) {
        gradient.backward(tape, errors, weightGradient, at, inputErrors);
    }
}
