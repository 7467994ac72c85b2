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

    /** A state is looked at with every point, so without branches: a finite number times 0 is 0, any other NaN. */
    static boolean finite(float[] numbers, int from, int to) {
        float first = 0;
        float second = 0;
        float third = 0;
        float fourth = 0; // four sums: none waits for another
        int i = from;
        for (; i < to - 3; i += 4) {
            first += numbers[i] * 0;
            second += numbers[i + 1] * 0;
            third += numbers[i + 2] * 0;
            fourth += numbers[i + 3] * 0;
        }
        for (; i < to; i++) {
            first += numbers[i] * 0;
        }
        return first + second + third + fourth == 0;
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
