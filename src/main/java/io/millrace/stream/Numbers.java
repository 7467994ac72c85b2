package io.millrace.stream;

/** Arithmetic on points. */
final class Numbers {
    private Numbers() {}

    static boolean finite(double[] numbers) {
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                return false;
            }
        }
        return true;
    }

    static boolean finite(float[] numbers, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(numbers[i])) {
                return false;
            }
        }
        return true;
    }

    /** Euclidean. */
    static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
