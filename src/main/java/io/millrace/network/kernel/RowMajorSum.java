package io.millrace.network.kernel;

import java.util.Arrays;

/** A sum that stands as matrices do, row by row. */
abstract class RowMajorSum implements OuterProductSum {
    final int k;
    final int n;
    final float[] sums; // [k, n]

    RowMajorSum(int k, int n) {
        this.k = k;
        this.n = n;
        sums = new float[Math.multiplyExact(k, n)];
    }

    @Override
    public final void clear() {
        Arrays.fill(sums, 0f);
    }

    @Override
    public final void addTo(float[] target, int at, int targetRow) {
        for (int row = 0; row < k; row++) {
            for (int column = 0; column < n; column++) {
                target[at + row * targetRow + column] += sums[row * n + column];
            }
        }
    }
}
