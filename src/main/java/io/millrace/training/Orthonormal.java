package io.millrace.training;

import java.util.Random;

/** Orthonormal vectors by Gram and Schmidt, each vector twice, which keeps them orthogonal to the last bits. */
final class Orthonormal {
    private Orthonormal() {}

    /**
     * {@code count} vectors of {@code length}, at least {@code count}. They are what a QR decomposition gives whose R has
     * a positive diagonal; without that sign they would not be uniformly distributed.
     */
    static double[][] random(int count, int length, Random random) {
        double[][] vectors = new double[count][length];
        for (double[] vector : vectors) {
            for (int i = 0; i < length; i++) {
                vector[i] = random.nextGaussian();
            }
        }
        for (int k = 0; k < count; k++) {
            removeOthers(vectors, k);
            removeOthers(vectors, k);
            scale(vectors[k], 1 / Math.sqrt(dot(vectors[k], vectors[k])));
        }
        return vectors;
    }

    private static void removeOthers(double[][] vectors, int k) {
        for (int other = 0; other < k; other++) {
            double share = dot(vectors[other], vectors[k]);
            for (int i = 0; i < vectors[k].length; i++) {
                vectors[k][i] -= share * vectors[other][i];
            }
        }
    }

    private static void scale(double[] vector, double factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
