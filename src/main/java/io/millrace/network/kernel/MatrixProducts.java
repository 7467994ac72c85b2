package io.millrace.network.kernel;

/** The products of the backward pass. Owns its scratch; belongs to one thread. */
public interface MatrixProducts {
    /** Floats of a matrix [k, n] as the products read it. */
    int packedSize(int n, int k);

    /** Brings B [k, n], row-major, into that order. */
    void pack(int n, int k, float[] b, float[] packed);

    /** C [m, n] += A [m, k] · B [k, n], A and C row-major from the given positions; each sum runs over k in order. */
    void multiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0);

    /** C [k, n] += Aᵀ · B with A [m, k], B [m, n], A and C row-major from the given positions; each sum runs over m in order. */
    void transposedMultiplyAdd(int m, int n, int k, float[] a, int a0, float[] packed, float[] c, int c0);
}
