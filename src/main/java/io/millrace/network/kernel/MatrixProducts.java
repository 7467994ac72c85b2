package io.millrace.network.kernel;

/** The products of the backward pass, and its sums of rows. Owns its scratch; belongs to one thread. */
public interface MatrixProducts {
    /** Floats of a matrix [k, n] as the products read it. */
    int packedSize(int n, int k);

    /** Brings B [k, n], row-major, into the order of {@link #multiply}, {@link #multiplyAdd} and {@link OuterProductSum#add}. */
    void pack(int n, int k, float[] b, float[] packed);

    /** C [m, n] = A [m, k] · B [k, n], A and C row-major from the given positions; each sum begins with 0 and runs over k in order. */
    void multiply(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0);

    /** The same added to C: each sum begins with what stands there. */
    void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0);

    /** A sum of [k, n], which uses the scratch of these products: for the same thread. */
    OuterProductSum outerProductSum(int k, int n);

    /** c [n] += the rows of A [m, n], one after the other, from the given positions. */
    void addRows(int m, int n, float[] a, int a0, float[] c, int c0);
}
