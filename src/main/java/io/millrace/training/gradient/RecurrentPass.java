package io.millrace.training.gradient;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Kernels;
import io.millrace.network.kernel.MatrixProducts;
import io.millrace.network.kernel.StepKernel;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent layer through time: there with the kernel that serves, back with its cell's gradient. A masked step keeps the
 * state and repeats the output before (zeros if none), or puts out zeros.
 */
final class RecurrentPass implements NodePass {
    /** Where the layer stands in its model. */
    record Place(int parametersAt, int stateAt, int stride) {}

    private final RecurrentLayer layer;
    private final Place place;
    private final StepKernel kernel;
    private final MatrixProducts products;
    private final CellGradient gradient;
    private final DropoutMask dropout; // of h; null for none
    private final Flow read;
    private final Flow out;
    private final List<Flow> starts; // initial_state, part by part
    private final List<Flow> ends; // return_state, part by part
    private final Tape tape;
    private final boolean traced;
    private final int units;
    private final int size;
    private final int copies; // of h, one for each of its masks
    private final GateBlocks blocks; // null where one copy is enough
    private final float[] weights; // block by block
    private final float[] weightErrors; // the same
    private final float[] enteringInput; // a row's input, and all copies of h but the last
    private final float[] entering; // [stateSize]: a row's state with the last copy of h
    private final int[] firstCounted; // of each row; the number of steps where none counts
    private final float[][] errors; // of the state's parts, [rows, units] each
    private final float[][] held; // the same, of rows that a masked step passes by

    /**
     * @param in what it goes through, in its order
     * @param read what stands in the graph before it: the same, or in the opposite order
     */
    RecurrentPass(
            RecurrentLayer layer,
            Place place,
            Flow in,
            Flow read,
            List<Flow> outputs,
            List<Flow> starts,
            DropoutMask dropout,
            Kernels kernels,
            MatrixProducts products,
            int rows,
            int steps) {
        this.layer = layer;
        this.place = place;
        this.dropout = dropout;
        this.products = products;
        this.read = read;
        this.starts = List.copyOf(starts);
        out = outputs.get(0);
        ends = List.copyOf(outputs.subList(1, outputs.size()));
        units = layer.units();
        copies = dropout == null ? 1 : GateBlocks.gates(layer);
        blocks = copies == 1 ? null : new GateBlocks(layer, read.width(), in.width() > read.width());
        weights = new float[blocks == null ? 0 : blocks.size()];
        weightErrors = new float[weights.length];
        enteringInput = new float[in.width() + (copies - 1) * units];
        kernel = layer.kernel(kernels, enteringInput.length, rows);
        gradient = CellGradient.of(layer, in.width(), copies * units, kernel.traceSize(), kernels, products, rows);
        // A SimpleRNN's states tell everything, unless its activation's derivative takes the argument.
        traced = !(layer instanceof RecurrentLayer.SimpleRnn)
                || layer.activation().needsArgument();
        size = layer.stateSize();
        int cells = Math.multiplyExact(rows, steps);
        float[] states = new float[Math.multiplyExact(cells + rows, size)];
        tape = new Tape(
                in,
                dropout == null ? states : new float[Math.multiplyExact(cells, copies * units)],
                dropout == null ? size : copies * units,
                states,
                new float[traced ? Math.multiplyExact(cells, kernel.traceSize()) : 0],
                kernel.traceSize());
        entering = new float[size];
        firstCounted = new int[rows];
        errors = new float[layer.stateSizes().size()][rows * units];
        held = new float[errors.length][rows * units];
    }

    @Override
    public void pack(float[] parameters) {
        if (blocks == null) {
            kernel.pack(parameters, place.parametersAt);
            gradient.pack(parameters, place.parametersAt);
            return;
        }
        blocks.expand(parameters, place.parametersAt, weights);
        kernel.pack(weights, 0);
        gradient.pack(weights, 0);
    }

    @Override
    public void begin() {
        Flow in = tape.input;
        out.begin(in.rows(), out.isSequence() ? in.steps() : 1);
        if (out.isSequence()) {
            out.maskLike(read); // Keras' way, backwards too
        }
        for (Flow end : ends) {
            end.begin(in.rows(), 1);
        }
    }

    @Override
    public void forward(float[] states, int at) {
        int rows = tape.rows();
        int carried = at + place.stateAt;
        if (starts.isEmpty()) {
            Columns.read(rows, size, states, carried, place.stride, tape.states);
        }
        for (int part = 0; part < starts.size(); part++) {
            Columns.write(rows, units, starts.get(part).values(), tape.states, part * units, size);
        }
        Arrays.fill(firstCounted, 0, rows, tape.steps());
        tape.dropout = dropout == null ? null : dropout.fill(rows);
        if (!out.isSequence()) {
            Arrays.fill(out.values(), 0, rows * units, 0f);
        }
        for (int step = 0; step < tape.steps(); step++) {
            step(step);
        }
        int last = tape.steps() * rows * size;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(tape.states, last + row * size, states, carried + row * place.stride, size);
        }
        for (int part = 0; part < ends.size(); part++) {
            Columns.read(
                    rows,
                    units,
                    tape.states,
                    last + part * units,
                    size,
                    ends.get(part).values());
        }
    }

    private void step(int step) {
        int rows = tape.rows();
        Flow in = tape.input;
        for (int row = 0; row < rows; row++) {
            int cell = step * rows + row;
            if (dropout == null) {
                kernel.load(row, in.values(), in.at(step, row), tape.states, cell * size);
            } else {
                enter(step, row);
                int others = (copies - 1) * units;
                System.arraycopy(in.values(), in.at(step, row), enteringInput, 0, in.width());
                System.arraycopy(tape.hidden, cell * copies * units, enteringInput, in.width(), others);
                System.arraycopy(tape.states, cell * size, entering, 0, size);
                System.arraycopy(tape.hidden, cell * copies * units + others, entering, 0, units);
                kernel.load(row, enteringInput, 0, entering, 0);
            }
        }
        kernel.step(rows, traced ? tape.trace : null, traced ? step * rows * kernel.traceSize() : 0);
        for (int row = 0; row < rows; row++) {
            leave(step, row);
        }
    }

    /** The copies of h that enter the product, without what the dropout takes. */
    private void enter(int step, int row) {
        int width = copies * units;
        int cell = step * tape.rows() + row;
        for (int copy = 0; copy < width; copy += units) {
            System.arraycopy(tape.states, cell * size, tape.hidden, cell * width + copy, units);
        }
        for (int j = 0; tape.dropout != null && j < width; j++) {
            tape.hidden[cell * width + j] *= tape.dropout[row * width + j];
        }
    }

    private void leave(int step, int row) {
        int rows = tape.rows();
        int after = ((step + 1) * rows + row) * size;
        int to = out.isSequence() ? out.at(step, row) : row * units;
        if (tape.input.counts(step, row)) {
            firstCounted[row] = Math.min(firstCounted[row], step);
            kernel.store(row, tape.states, after, out.values(), to);
            if (tape.dropout != null && layer instanceof RecurrentLayer.Gru) {
                keepWhole(step, row, after, to);
            }
            return;
        }
        System.arraycopy(tape.states, after - rows * size, tape.states, after, size);
        if (layer.recurrence().zeroOutputForMask() || step == 0) {
            Arrays.fill(out.values(), to, to + units, 0f);
        } else if (out.isSequence()) {
            System.arraycopy(out.values(), to - rows * units, out.values(), to, units);
        }
    }

    /** A GRU's dropout is in its products alone: what z keeps of h is whole. */
    private void keepWhole(int step, int row, int after, int to) {
        int cell = step * tape.rows() + row;
        int last = (cell + 1) * copies * units - units;
        for (int j = 0; j < units; j++) {
            float z = tape.trace[cell * kernel.traceSize() + j];
            float lost = tape.states[cell * size + j] - tape.hidden[last + j];
            tape.states[after + j] += z * lost;
            out.values()[to + j] = tape.states[after + j];
        }
    }

    @Override
    public void backward(float[] weightGradient) {
        int rows = tape.rows();
        int block = rows * units;
        for (int part = 0; part < errors.length; part++) {
            Arrays.fill(errors[part], 0, block, 0f);
            if (part < ends.size()) {
                Columns.add(block, errors[part], ends.get(part).errors());
            }
        }
        gradient.begin(tape);
        for (int last = tape.steps() - 1; last >= 0; ) {
            int first = last - last % CellGradient.BLOCK;
            for (int step = last; step >= first; step--) {
                addOutputErrors(step);
                hold(step);
                gradient.step(tape, step, errors);
                release();
            }
            gradient.collect(tape, first, last + 1 - first);
            last = first - 1;
        }
        if (blocks == null) {
            gradient.finish(weightGradient, place.parametersAt);
        } else {
            Arrays.fill(weightErrors, 0f);
            gradient.finish(weightErrors, 0);
            blocks.collect(weightErrors, weightGradient, place.parametersAt);
        }
        for (int part = 0; part < starts.size(); part++) {
            if (starts.get(part).learns()) {
                Columns.add(block, starts.get(part).errors(), errors[part]);
            }
        }
    }

    /** What comes from above: to h, where the output is h. */
    private void addOutputErrors(int step) {
        if (!out.isSequence() && step + 1 < tape.steps()) {
            return;
        }
        if (!tape.input.isMasked()) {
            int block = tape.rows() * units;
            products.addRows(1, block, out.errors(), out.isSequence() ? out.at(step, 0) : 0, errors[0], 0);
            return;
        }
        boolean zero = layer.recurrence().zeroOutputForMask();
        for (int row = 0; row < tape.rows(); row++) {
            boolean isState = tape.input.counts(step, row) || !zero && firstCounted[row] < step;
            int from = out.isSequence() ? out.at(step, row) : row * units;
            for (int j = 0; isState && j < units; j++) {
                errors[0][row * units + j] += out.errors()[from + j];
            }
        }
    }

    /** The errors of the rows that this step passes by are put aside: the cell sees zeros. */
    private void hold(int step) {
        if (!tape.input.isMasked()) {
            return;
        }
        for (int part = 0; part < errors.length; part++) {
            Arrays.fill(held[part], 0, tape.rows() * units, 0f);
            for (int row = 0; row < tape.rows(); row++) {
                if (!tape.input.counts(step, row)) {
                    int at = row * units;
                    System.arraycopy(errors[part], at, held[part], at, units);
                    Arrays.fill(errors[part], at, at + units, 0f);
                }
            }
        }
    }

    private void release() {
        for (int part = 0; tape.input.isMasked() && part < errors.length; part++) {
            Columns.add(tape.rows() * units, errors[part], held[part]);
        }
    }
}
