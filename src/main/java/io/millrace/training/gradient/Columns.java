package io.millrace.training.gradient;

/** Copies a column of blocks out of wider rows and back, so that the loops in between run over whole arrays from 0. */
final class Columns {
    private Columns() {}

    /** block [rows, width] = the columns from {@code at} on of rows that are {@code stride} apart. */
    static void read(int rows, int width, float[] source, int at, int stride, float[] block) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(source, at + row * stride, block, row * width, width);
        }
    }

    /** The columns from {@code at} on of rows that are {@code stride} apart = block [rows, width]. */
    static void write(int rows, int width, float[] block, float[] target, int at, int stride) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(block, row * width, target, at + row * stride, width);
        }
    }

    /** product = a ⊙ b over the first n floats. */
    static void multiply(int n, float[] a, float[] b, float[] product) {
        for (int j = 0; j < n; j++) {
            product[j] = a[j] * b[j];
        }
    }

    /** a += b over the first n floats. */
    static void add(int n, float[] a, float[] b) {
        for (int j = 0; j < n; j++) {
            a[j] += b[j];
        }
    }
}
