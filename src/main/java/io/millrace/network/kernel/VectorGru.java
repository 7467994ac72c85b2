package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorGates.SIGMOID_SCALE;
import static io.millrace.network.kernel.VectorGates.SIGMOID_SHIFT;
import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorMemory.ALIGNED;

/**
 * One step of a gated recurrent unit with Keras' defaults, tanh, sigmoid and reset_after: product and gates panel by
 * panel, while the pre-activations are still in the first-level cache. The mathematics is {@link GruStep}'s, to the bit.
 *
 * <p>A panel is one vector of units. Over the input its weights stand as {@code [inputs][ĥ | z | r]}, behind them over the
 * hidden state as {@code [units][z | r | ĥ]}: so in a row of pre-activations {@code [x | z | r | s]} the first tile
 * writes x, z and r, and the second takes z and r further and adds s, what the hidden state gives to the candidate.
 */
final class VectorGru extends LayerStep {
    private static final int GATES = 3 * L;
    private static final int Z_ROW = 4 * L;

    /** Where Keras' gates z, r, h stand in a panel over the input and over the hidden state. */
    private static final int[] INPUT_PLACES = {1, 2, 0};

    private static final int[] HIDDEN_PLACES = {0, 1, 2};

    /** Where what the backward pass wants, z, r, ĥ and s, stands in a row of z. */
    private static final int[] TRACE_PLACES = {1, 2, 0, 3};

    /** Rows of a panel whose gates are taken together: whole tiles of 2, 3 or 4, few enough for the first-level cache. */
    private static final int BLOCK = 24;

    private final boolean useBias;
    private final float[] sums; // of both biases, [3·units]
    private final int panels;
    // All that is read in vectors, from ALIGNED on: the weights [panels][depth][3·L], then as follows.
    private final float[] memory;
    private final int start; // [panels][ĥ | z | r], z and r with the sum of their two biases
    private final int hiddenStart; // [panels][L], of s
    private final int z; // BLOCK rows of a panel, or a tile of all: [x, then ĥ | z | r | s] each

    VectorGru(StepBuffers buffers, int inputs, int units, boolean useBias, int capacity) {
        super(
                buffers,
                inputs,
                units,
                true,
                capacity,
                VectorLanes.vectors(units) * L,
                (inputs + units + (useBias ? 2 : 0)) * 3 * units,
                4 * units);
        this.useBias = useBias;
        sums = new float[3 * units];
        panels = VectorLanes.vectors(units);
        start = ALIGNED + Math.multiplyExact(panels * depth, GATES);
        hiddenStart = start + panels * GATES;
        z = hiddenStart + panels * L;
        memory = VectorMemory.array(z + Math.max(VectorTiles.MOST_ROWS * panels, BLOCK) * Z_ROW - ALIGNED);
    }

    @Override
    void packChecked(float[] parameters, int at) {
        for (int k = 0; k < depth; k++) {
            int[] places = k < inputs ? INPUT_PLACES : HIDDEN_PLACES;
            packRow(parameters, at + k * 3 * units, places, ALIGNED + k * GATES, depth * GATES);
        }
        if (useBias) {
            int first = at + depth * 3 * units;
            int second = first + 3 * units;
            for (int j = 0; j < 2 * units; j++) {
                sums[j] = parameters[first + j] + parameters[second + j];
            }
            System.arraycopy(parameters, first + 2 * units, sums, 2 * units, units);
            packRow(sums, 0, INPUT_PLACES, start, GATES);
            System.arraycopy(parameters, second + 2 * units, memory, hiddenStart, units);
        }
    }

    private void packRow(float[] row, int at, int[] places, int to, int panelSize) {
        for (int panel = 0; panel < panels; panel++) {
            for (int gate = 0; gate < 3; gate++) {
                System.arraycopy(
                        row,
                        at + gate * units + panel * L,
                        memory,
                        to + panel * panelSize + places[gate] * L,
                        lanes(panel));
            }
        }
    }

    /** Units of a panel; the last may be short. */
    private int lanes(int panel) {
        return Math.min(L, units - panel * L);
    }

    @Override
    void stepChecked(int batch, float[] trace, int traceAt) {
        if (VectorTiles.rows(3, batch) == batch) {
            stepOneTile(batch, trace, traceAt);
            return;
        }
        for (int panel = 0; panel < panels; panel++) {
            for (int row = 0; row < batch; row += BLOCK) {
                int rows = Math.min(BLOCK, batch - row);
                for (int r = 0, tile; r < rows; r += tile) {
                    tile = VectorTiles.rows(3, rows - r);
                    product(panel, row + r, tile, z + r * Z_ROW);
                }
                int h = row * depth + inputs + panel * L;
                gates(rows, z, Z_ROW, h, depth, row * outStep + panel * L, outStep);
                for (int r = 0; trace != null && r < rows; r++) {
                    trace(panel, z + r * Z_ROW, trace, traceAt + (row + r) * traceSize());
                }
            }
        }
    }

    /** A batch that fits into one tile: all products first, so that the gates of one panel need not wait for each other. */
    private void stepOneTile(int batch, float[] trace, int traceAt) {
        int panelZ = batch * Z_ROW;
        for (int panel = 0; panel < panels; panel++) {
            product(panel, 0, batch, z + panel * panelZ);
        }
        for (int row = 0; row < batch; row++) {
            int zAt = z + row * Z_ROW;
            gates(panels, zAt, panelZ, row * depth + inputs, L, row * outStep, L);
            for (int panel = 0; trace != null && panel < panels; panel++) {
                trace(panel, zAt + panel * panelZ, trace, traceAt + row * traceSize());
            }
        }
    }

    private void product(int panel, int row, int rows, int zAt) {
        int x = row * depth;
        int wx = ALIGNED + panel * depth * GATES;
        int wh = wx + inputs * GATES;
        float[] m = memory;
        for (int r = 0; r < rows; r++) {
            VectorLanes.copy(m, hiddenStart + panel * L, m, zAt + r * Z_ROW + 3 * L, L);
        }
        VectorTiles.tile(3, rows, inputs, buffers.rows, x, depth, m, wx, m, start + panel * GATES, 0, m, zAt, Z_ROW);
        int more = zAt + L; // z, r and s go on over h
        VectorTiles.tile(3, rows, units, buffers.rows, x + inputs, depth, m, wh, m, more, Z_ROW, m, more, Z_ROW);
    }

    /** The gates of {@code count} vectors of units: rows of a panel, or panels of a row. */
    private void gates(int count, int zAt, int zStep, int h, int hStep, int at, int step) {
        VectorGates.activate(memory, zAt + L, count, zStep, 2, SIGMOID_SCALE, SIGMOID_SHIFT);
        VectorGates.gru(count, memory, zAt, zStep, buffers.rows, h, hStep, buffers.out, at, step);
    }

    private void trace(int panel, int from, float[] trace, int at) {
        for (int part = 0; part < 4; part++) {
            int to = at + part * units + panel * L;
            VectorLanes.copy(memory, from + TRACE_PLACES[part] * L, trace, to, lanes(panel));
        }
    }
}
