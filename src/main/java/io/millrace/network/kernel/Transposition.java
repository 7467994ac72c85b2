package io.millrace.network.kernel;

/** Turns rows of a matrix into columns. */
public final class Transposition {
    /** Columns at a time: of the cache lines that they are written to each is full before it leaves the first-level cache. */
    private static final int BLOCK = 64;

    private Transposition() {}

    /**
     * target [columns, rows], its rows {@code targetRow} floats apart = the transpose of source [rows, columns], from {@code at} on,
     * its rows {@code sourceRow} apart.
     */
    public static void transpose(
            int rows, int columns, float[] source, int at, int sourceRow, float[] target, int targetRow) {
        for (int column = 0; column < columns; column += BLOCK) {
            int width = Math.min(BLOCK, columns - column);
            block(rows, width, source, at + column, sourceRow, target, column * targetRow, targetRow);
        }
    }

    /** Four rows at a time: four streams are read, and what is written lies together. */
    private static void block(
            int rows, int columns, float[] source, int at, int sourceRow, float[] target, int t0, int targetRow) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            int first = at + row * sourceRow;
            int second = first + sourceRow;
            int third = second + sourceRow;
            int fourth = third + sourceRow;
            for (int column = 0; column < columns; column++) {
                int to = t0 + column * targetRow + row;
                target[to] = source[first + column];
                target[to + 1] = source[second + column];
                target[to + 2] = source[third + column];
                target[to + 3] = source[fourth + column];
            }
        }
        for (; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                target[t0 + column * targetRow + row] = source[at + row * sourceRow + column];
            }
        }
    }
}
