package io.millrace.stream;

import java.util.Arrays;

/** The last points of a stream, one behind the other, oldest first. Such arrays are replaced, never changed. */
final class LastPoints {
    private LastPoints() {}

    /** The points and one more; of all of them the last {@code most}. */
    static double[] append(double[] points, double[] point, int most) {
        int kept = Math.min(points.length, (most - 1) * point.length);
        double[] appended = new double[kept + point.length];
        System.arraycopy(points, points.length - kept, appended, 0, kept);
        System.arraycopy(point, 0, appended, kept, point.length);
        return appended;
    }

    /** @param width of a point */
    static double[] last(double[] points, int most, int width) {
        return Arrays.copyOfRange(points, Math.max(0, points.length - most * width), points.length);
    }
}
