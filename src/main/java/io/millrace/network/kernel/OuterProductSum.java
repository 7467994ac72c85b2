package io.millrace.network.kernel;

/**
 * C [k, n] = Σ Aᵀ·B over blocks A [m, k] and B [m, n], as the gradient of a weight is made of what entered and of the errors of what
 * came out: each element is one chain of fused multiply-adds, in the order of the blocks and of the rows in them, which begins with 0.
 */
public interface OuterProductSum {
    /** C = 0. */
    void clear();

    /**
     * C += Aᵀ·B.
     *
     * @param a [m, k] from {@code a0} on, its rows {@code aRow} floats apart
     * @param packed B as {@link MatrixProducts#pack} leaves it
     */
    void add(int m, float[] a, int a0, int aRow, float[] packed);

    /** target [k, n] += C; from {@code at} on, its rows {@code targetRow} floats apart. */
    void addTo(float[] target, int at, int targetRow);
}
