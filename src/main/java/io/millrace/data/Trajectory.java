package io.millrace.data;

import java.util.Arrays;

/** The points of one stream, in order, without interruption. Its arrays are shared, not copied: leave them as they are. */
public final class Trajectory {
    private final String stream;
    private final double[] times;
    private final double[][] points;

    /**
     * @param times [length] rising; seconds, or the index where a stream has no clock
     * @param points [length][features] in the features' units, finite
     */
    public Trajectory(String stream, double[] times, double[][] points) {
        if (times.length != points.length) {
            throw new IllegalArgumentException("stream " + stream + ": expected a time for each point, found "
                    + times.length + " times and " + points.length + " points");
        }
        this.stream = stream;
        this.times = times;
        this.points = points;
    }

    /** Points that are one unit of time apart. */
    public static Trajectory regular(String stream, double[][] points) {
        double[] times = new double[points.length];
        Arrays.setAll(times, i -> i);
        return new Trajectory(stream, times, points);
    }

    public String stream() {
        return stream;
    }

    public int length() {
        return points.length;
    }

    public double time(int i) {
        return times[i];
    }

    /** [features] in the features' units. */
    public double[] point(int i) {
        return points[i];
    }

    /** [length][features] in the features' units. */
    public double[][] points() {
        return points;
    }

    /** The points {@code from} to {@code to} − 1. */
    public Trajectory slice(int from, int to) {
        return new Trajectory(stream, Arrays.copyOfRange(times, from, to), Arrays.copyOfRange(points, from, to));
    }
}
