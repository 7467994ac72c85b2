package io.millrace.network.kernel;

import static io.millrace.network.kernel.VectorLanes.L;
import static io.millrace.network.kernel.VectorMemory.ALIGNED;

/**
 * A product on packed panels: up to four vectors of columns stand together, {@code [panel][depth][columns]}, so that a
 * step over the depth reads one run of memory. Panels outside, rows inside; columns are padded with zeros, the depth never.
 */
final class VectorProduct implements Product {
    private final int depth;
    private final int width;
    private final int vectors;
    private final float[] memory; // from ALIGNED on the weights [panel][depth][panel's columns], then as follows
    private final int start; // [stride]

    VectorProduct(int depth, int width) {
        this.depth = depth;
        this.width = width;
        vectors = VectorLanes.vectors(width);
        start = ALIGNED + Math.multiplyExact(depth, stride());
        memory = VectorMemory.array(start + stride() - ALIGNED);
    }

    @Override
    public int stride() {
        return vectors * L;
    }

    @Override
    public void pack(float[] matrix, int at, int rowStep, float[] start) {
        System.arraycopy(start, 0, memory, this.start, width);
        for (int vector = 0, panel; vector < vectors; vector += panel) {
            panel = VectorTiles.panel(vectors - vector);
            int columns = Math.min(panel * L, width - vector * L);
            for (int k = 0; k < depth; k++) {
                System.arraycopy(
                        matrix,
                        at + k * rowStep + vector * L,
                        memory,
                        ALIGNED + (vector * depth + k * panel) * L,
                        columns);
            }
        }
    }

    @Override
    public void apply(int batch, float[] a, int a0, int aStep, float[] z) {
        apply(vectors, batch, depth, a, a0, aStep, memory, ALIGNED, start, z, 0, stride());
    }

    /**
     * Rows through so many vectors of columns.
     *
     * @param memory of their panels from {@code w0} on, one behind the other, and of what the sums start from, from {@code s0} on
     */
    static void apply(
            int vectors,
            int batch,
            int depth,
            float[] a,
            int a0,
            int aStep,
            float[] memory,
            int w0,
            int s0,
            float[] z,
            int z0,
            int zRow) {
        if (batch == 1) {
            VectorRows.product(vectors, depth, a, a0, memory, w0, memory, s0, z, z0);
            return;
        }
        for (int vector = 0, panel; vector < vectors; vector += panel) {
            panel = VectorTiles.panel(vectors - vector);
            int at = vector * L;
            int w = w0 + at * depth;
            int s = s0 + at;
            for (int row = 0, rows; row < batch; row += rows) {
                rows = VectorTiles.rows(panel, batch - row);
                int x = a0 + row * aStep;
                int to = z0 + row * zRow + at;
                VectorTiles.tile(panel, rows, depth, a, x, aStep, memory, w, memory, s, 0, z, to, zRow);
            }
        }
    }
}
