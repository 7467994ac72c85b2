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
 * <p>A panel is one vector of units: its weights stand as {@code [depth][i | f | o | g]}, four vectors a step.
 */
final class VectorLstm extends LayerStep {
    private static final int GATES = 4 * L;
    private static final int Z_ROW = 5 * L;

    /** Where Keras' gates i, f, c, o stand in a panel: the three sigmoids side by side. */
    private static final int[] PLACES = {0, 1, 3, 2};

    /** Rows of a panel whose gates are taken together: whole tiles of 2, 3 or 4, few enough for the first-level cache. */
    private static final int BLOCK = 24;

    private final boolean useBias;
    private final int panels;
    // All that is read in vectors, from ALIGNED on: the weights [panels][depth][4·L], then as follows.
    private final float[] memory;
    private final int start; // [panels][4·L]
    private final int z; // BLOCK rows of a panel, or a tile of all: [i | f | o | g | tanh(c')] each
    private final int cells; // [capacity, panels·L]

    VectorLstm(int inputs, int units, boolean useBias, int capacity) {
        super(
                inputs,
                units,
                true,
                capacity,
                VectorLanes.vectors(units) * L,
                (inputs + units + (useBias ? 1 : 0)) * 4 * units,
                5 * units);
        this.useBias = useBias;
        panels = VectorLanes.vectors(units);
        start = ALIGNED + Math.multiplyExact(panels * depth, GATES);
        z = start + panels * GATES;
        cells = z + Math.max(VectorTiles.MOST_ROWS * panels, BLOCK) * Z_ROW;
        memory = VectorMemory.array(Math.addExact(cells, Math.multiplyExact(capacity, outStep)) - ALIGNED);
    }

    @Override
    public int stateSize() {
        return 2 * units;
    }

    @Override
    void packChecked(float[] parameters, int at) {
        for (int k = 0; k < depth; k++) {
            packRow(parameters, at + k * 4 * units, ALIGNED + k * GATES, depth * GATES);
        }
        if (useBias) {
            packRow(parameters, at + depth * 4 * units, start, GATES);
        }
    }

    private void packRow(float[] row, int at, int to, int panelSize) {
        for (int panel = 0; panel < panels; panel++) {
            for (int gate = 0; gate < 4; gate++) {
                System.arraycopy(
                        row,
                        at + gate * units + panel * L,
                        memory,
                        to + panel * panelSize + PLACES[gate] * L,
                        lanes(panel));
            }
        }
    }

    /** Units of a panel; the last may be short. */
    private int lanes(int panel) {
        return Math.min(L, units - panel * L);
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
        if (VectorTiles.rows(4, batch) == batch) {
            stepOneTile(batch, trace, traceAt);
            return;
        }
        for (int panel = 0; panel < panels; panel++) {
            for (int row = 0; row < batch; row += BLOCK) {
                int rows = Math.min(BLOCK, batch - row);
                for (int r = 0, tile; r < rows; r += tile) {
                    tile = VectorTiles.rows(4, rows - r);
                    product(panel, row + r, tile, z + r * Z_ROW);
                }
                gates(rows, z, Z_ROW, row * outStep + panel * L, outStep);
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
            gates(panels, zAt, panelZ, row * outStep, L);
            for (int panel = 0; trace != null && panel < panels; panel++) {
                trace(panel, zAt + panel * panelZ, trace, traceAt + row * traceSize());
            }
        }
    }

    private void product(int panel, int row, int rows, int zAt) {
        int wAt = ALIGNED + panel * depth * GATES;
        int startAt = start + panel * GATES;
        float[] m = memory;
        VectorTiles.tile(4, rows, depth, this.rows, row * depth, depth, m, wAt, m, startAt, 0, m, zAt, Z_ROW);
    }

    /** The gates of {@code count} vectors of units: rows of a panel, or panels of a row. */
    private void gates(int count, int zAt, int zStep, int at, int step) {
        VectorGates.activate(memory, zAt, count, zStep, 3, SIGMOID_SCALE, SIGMOID_SHIFT);
        VectorGates.activate(memory, zAt + 3 * L, count, zStep, 1, TANH_SCALE, TANH_SHIFT);
        VectorGates.lstm(count, memory, zAt, zStep, memory, cells + at, step, out, at, step);
    }

    private void trace(int panel, int from, float[] trace, int at) {
        int to = at + panel * L;
        for (int gate = 0; gate < 4; gate++) {
            VectorLanes.copy(memory, from + PLACES[gate] * L, trace, to + gate * units, lanes(panel));
        }
        VectorLanes.copy(memory, from + 4 * L, trace, to + 4 * units, lanes(panel));
    }
}
