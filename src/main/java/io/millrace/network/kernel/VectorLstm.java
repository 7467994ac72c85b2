package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorGates.SIGMOID_SCALE;
import static io.millrace.network.kernel.VectorGates.SIGMOID_SHIFT;
import static io.millrace.network.kernel.VectorGates.TANH_SCALE;
import static io.millrace.network.kernel.VectorGates.TANH_SHIFT;
import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorMemory.ALIGNED;

/**
 * One step of an LSTM with Keras' default activations, tanh and sigmoid: product and gates panel by panel, while the
 * pre-activations are still in the first-level cache. The mathematics is {@link LstmStep}'s, to the bit.
 *
 * <p>A group is some vectors of units: as many as their gates, side by side, fill whole panels of {@link VectorTiles#panel}. Its
 * columns are the vectors' i, then their f, their o and their g.
 */
final class VectorLstm extends LayerStep {
    private static final int GATES = 4 * L;
    private static final int Z_VECTOR = 5 * L;

    /** Vectors of units; what is left after whole groups is a smaller one. */
    private static final int GROUP = VectorTiles.PANEL == 4 ? 1 : 3;

    /** Where Keras' gates i, f, c, o stand in a group, and which of them stands where: the three sigmoids side by side. */
    private static final int[] PLACES = {0, 1, 3, 2};

    /** Rows of a group whose gates are taken together: whole tiles, few enough for the first-level cache. */
    private static final int BLOCK = 24;

    private final boolean useBias;
    private final int vectors; // of units
    // All that is read in vectors, from ALIGNED on: the weights [groups][panels][depth][panel's columns], then as
    // follows.
    private final float[] memory;
    private final int start; // [groups][gates]
    private final int z; // BLOCK rows of a group, or a tile of all groups: [i | f | o | g | tanh(c')] each
    private final int cells; // [capacity, vectors·L]

    VectorLstm(StepBuffers buffers, int inputs, int units, boolean useBias, int capacity) {
        super(
                buffers,
                inputs,
                units,
                true,
                capacity,
                VectorLanes.vectors(units) * L,
                (inputs + units + (useBias ? 1 : 0)) * 4 * units,
                5 * units);
        this.useBias = useBias;
        vectors = VectorLanes.vectors(units);
        start = ALIGNED + Math.multiplyExact(vectors * depth, GATES);
        z = start + vectors * GATES;
        cells = z + Math.max(VectorTiles.MOST_ROWS * vectors, BLOCK * GROUP) * Z_VECTOR;
        memory = VectorMemory.array(Math.addExact(cells, Math.multiplyExact(capacity, outStep)) - ALIGNED);
    }

    @Override
    public int stateSize() {
        return 2 * units;
    }

    @Override
    void packChecked(float[] parameters, int at) {
        for (int first = 0, count; first < vectors; first += count) {
            count = Math.min(GROUP, vectors - first);
            for (int column = 0, width; column < 4 * count; column += width) {
                width = VectorTiles.panel(4 * count - column);
                for (int i = column; i < column + width; i++) {
                    packColumn(parameters, at, first, count, i, weights(first, column) + (i - column) * L, width * L);
                }
            }
        }
    }

    /** Where the panel stands that begins with this column of the group that begins with this vector. */
    private int weights(int first, int column) {
        return ALIGNED + (first * 4 + column) * L * depth;
    }

    /** A vector of columns of a group, its weights {@code step} apart from {@code to} on. */
    private void packColumn(float[] parameters, int at, int first, int count, int column, int to, int step) {
        int vector = first + column % count;
        int gate = PLACES[column / count];
        int from = at + gate * units + vector * L;
        for (int k = 0; k < depth; k++) {
            System.arraycopy(parameters, from + k * 4 * units, memory, to + k * step, lanes(vector));
        }
        if (useBias) {
            int biases = start + (first * 4 + column) * L;
            System.arraycopy(parameters, from + depth * 4 * units, memory, biases, lanes(vector));
        }
    }

    /** Units of a vector; the last may be short. */
    private int lanes(int vector) {
        return Math.min(L, units - vector * L);
    }

    @Override
    public void load(int row, float[] input, int inputAt, float[] state, int stateAt) {
        super.load(row, input, inputAt, state, stateAt);
        System.arraycopy(state, stateAt + units, memory, cells + row * outStep, units);
    }

    @Override
    public void store(int row, float[] state, int stateAt, float[] output, int outputAt) {
        super.store(row, state, stateAt, output, outputAt);
        System.arraycopy(memory, cells + row * outStep, state, stateAt + units, units);
    }

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        if (VectorTiles.rows(VectorTiles.panel(4 * GROUP), batch) == batch) {
            stepOneTile(batch, trace, traceAt);
            return;
        }
        for (int first = 0, count; first < vectors; first += count) {
            count = Math.min(GROUP, vectors - first);
            int zRow = count * Z_VECTOR;
            for (int row = 0; row < batch; row += BLOCK) {
                int rows = Math.min(BLOCK, batch - row);
                product(first, count, row, rows, z, zRow);
                gates(rows, count, z, zRow, row * outStep + first * L, outStep);
                for (int r = 0; trace != null && r < rows; r++) {
                    trace(first, count, z + r * zRow, trace, traceAt + (row + r) * traceSize());
                }
            }
        }
    }

    /** A batch that fits into one tile: all products first, so that the gates of one group need not wait for each other. */
    private void stepOneTile(int batch, float[] trace, int traceAt) {
        int zRow = vectors * Z_VECTOR;
        for (int first = 0, count; first < vectors; first += count) {
            count = Math.min(GROUP, vectors - first);
            product(first, count, 0, batch, z + first * Z_VECTOR, zRow);
        }
        int whole = vectors - vectors % GROUP;
        for (int row = 0; row < batch; row++) {
            int zAt = z + row * zRow;
            int at = row * outStep;
            gates(whole / GROUP, GROUP, zAt, GROUP * Z_VECTOR, at, GROUP * L);
            if (whole < vectors) {
                gates(1, vectors - whole, zAt + whole * Z_VECTOR, 0, at + whole * L, 0);
            }
            for (int first = 0; trace != null && first < vectors; first += GROUP) {
                int count = Math.min(GROUP, vectors - first);
                trace(first, count, zAt + first * Z_VECTOR, trace, traceAt + row * traceSize());
            }
        }
    }

    /** The pre-activations of a group. */
    private void product(int first, int count, int row, int rows, int zAt, int zRow) {
        int wAt = weights(first, 0);
        int startAt = start + first * GATES;
        VectorProduct.apply(
                4 * count, rows, depth, buffers.rows, row * depth, depth, memory, wAt, startAt, memory, zAt, zRow);
    }

    /** The gates of rows of a group, or of so many groups of a row. */
    private void gates(int rows, int count, int zAt, int zRow, int at, int step) {
        VectorGates.activate(memory, zAt, rows, zRow, 3 * count, SIGMOID_SCALE, SIGMOID_SHIFT);
        VectorGates.activate(memory, zAt + 3 * count * L, rows, zRow, count, TANH_SCALE, TANH_SHIFT);
        for (int vector = 0; vector < count; vector++) {
            int offset = vector * L;
            int to = at + offset;
            VectorGates.lstm(
                    rows, memory, zAt + offset, zRow, count * L, memory, cells + to, step, buffers.out, to, step);
        }
    }

    private void trace(int first, int count, int from, float[] trace, int at) {
        int floats = Math.min(count * L, units - first * L);
        int to = at + first * L;
        for (int gate = 0; gate < 4; gate++) {
            VectorLanes.copy(memory, from + PLACES[gate] * count * L, trace, to + gate * units, floats);
        }
        VectorLanes.copy(memory, from + 4 * count * L, trace, to + 4 * units, floats);
    }
}
