package io.millrace.network.kernel;

/**
 * Rows times one packed matrix: {@code z = start + a · W}, with a [batch, depth], W [depth, width], start [width]. Each
 * element of z is one chain of fused multiply-adds, from start over the depth in order.
 */
interface Product {
    /** Floats from one row of z to the next: the width, or what vectors make of it. */
    int stride();

    /**
     * Takes over a matrix that stands in {@code matrix} from {@code at} on, its rows {@code rowStep} floats apart.
     *
     * @param start [width]
     */
    void pack(float[] matrix, int at, int rowStep, float[] start);

    /**
     * The product of rows 0 … batch−1.
     *
     * @param a rows of depth floats from {@code a0} on, {@code aStep} apart
     * @param z rows {@link #stride()} apart, from 0
     */
    void apply(int batch, float[] a, int a0, int aStep, float[] z);
}
