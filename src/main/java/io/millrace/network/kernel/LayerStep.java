package io.millrace.network.kernel;

import java.util.Objects;

/** What all step kernels have: rows that wait for the step, [x | h] each, and the outputs of the step taken last. */
abstract class LayerStep implements StepKernel {
    final int inputs;
    final int units;

    /** A row is its input, then its hidden state where the layer has one; its output is its new hidden state too. */
    final StepBuffers buffers;

    /** Floats of one row: inputs + units, or inputs for a layer without a state. */
    final int depth;

    /** Floats from one row's output to the next. */
    final int outStep;

    private final int capacity;
    private final int parameters;
    private final int traceSize;

    /**
     * @param recurrent whether the output comes back as hidden state
     * @param outStep at least units
     */
    LayerStep(
            StepBuffers buffers,
            int inputs,
            int units,
            boolean recurrent,
            int capacity,
            int outStep,
            int parameters,
            int traceSize) {
        this.buffers = buffers;
        this.inputs = inputs;
        this.units = units;
        this.capacity = capacity;
        this.outStep = outStep;
        this.parameters = parameters;
        this.traceSize = traceSize;
        depth = recurrent ? inputs + units : inputs;
        buffers.reserve(Math.multiplyExact(capacity, depth), Math.multiplyExact(capacity, outStep));
    }

    @Override
    public final int inputs() {
        return inputs;
    }

    @Override
    public final int units() {
        return units;
    }

    @Override
    public int stateSize() {
        return depth - inputs;
    }

    @Override
    public final int parameters() {
        return parameters;
    }

    @Override
    public final int traceSize() {
        return traceSize;
    }

    @Override
    public final void pack(float[] parameters, int at) {
        if (at < 0 || at + this.parameters > parameters.length) {
            throw new IllegalArgumentException("weights: expected " + this.parameters + " floats from " + at
                    + " on, found an array of " + parameters.length);
        }
        packChecked(parameters, at);
    }

    abstract void packChecked(float[] parameters, int at);

    @Override
    public void load(int row, float[] input, int inputAt, float[] state, int stateAt) {
        Objects.checkIndex(row, capacity);
        System.arraycopy(input, inputAt, buffers.rows, row * depth, inputs);
        if (depth > inputs) {
            System.arraycopy(state, stateAt, buffers.rows, row * depth + inputs, units);
        }
    }

    @Override
    public final void step(int batch, float[] trace, int traceAt) {
        if (batch < 0 || batch > capacity) {
            throw new IllegalArgumentException("batch: expected at most " + capacity + " rows, found " + batch);
        }
        if (trace != null && (traceAt < 0 || traceAt + batch * traceSize > trace.length)) {
            throw new IllegalArgumentException("trace: expected " + batch * traceSize + " floats from " + traceAt
                    + " on, found an array of " + trace.length);
        }
        if (batch > 0) {
            stepChecked(batch, trace, traceAt);
        }
    }

    /** With at least one row. */
    abstract void stepChecked(int batch, float[] trace, int traceAt);

    @Override
    public void store(int row, float[] state, int stateAt, float[] output, int outputAt) {
        Objects.checkIndex(row, capacity);
        if (depth > inputs) {
            System.arraycopy(buffers.out, row * outStep, state, stateAt, units);
        }
        System.arraycopy(buffers.out, row * outStep, output, outputAt, units);
    }

    /** Start values of a product, which stay zeros without a bias: those from {@code at} on. */
    static float[] start(boolean useBias, float[] parameters, int at, float[] start) {
        if (useBias) {
            System.arraycopy(parameters, at, start, 0, start.length);
        }
        return start;
    }
}
