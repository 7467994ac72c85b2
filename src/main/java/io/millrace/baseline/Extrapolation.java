package io.millrace.baseline;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.inverse.InvertMatrix;

/**
 * Lays a polynomial through the last points, by least squares, and reads it off further on. Points are one time step
 * apart, so this is one matrix, computed once:
 *
 * <pre>{@code
 *   X [history, degree + 1]   powers of the times −history+1 … 0
 *   E [ahead, degree + 1]     powers of the times 1 … ahead
 *   P = E · (Xᵀ·X)⁻¹·Xᵀ       [ahead, history]
 *   prediction = P · points   [ahead, features]
 * }</pre>
 *
 * A known constant acceleration a is taken off the points before, ½·a·t², and added back after.
 */
public final class Extrapolation implements Baseline {
    private final String name;
    private final double[][] projection; // [ahead, history]
    private final double[] curve; // [ahead]: what an acceleration of 1 adds to a prediction
    private final double[] acceleration; // [features] per squared time step; [0] for none

    private Extrapolation(String name, int degree, int history, double[] acceleration, int ahead) {
        if (history <= degree || ahead < 1) {
            throw new IllegalArgumentException(name + ": expected more than " + degree
                    + " points of history and at least 1 ahead, found " + history + " and " + ahead);
        }
        this.name = name;
        this.acceleration = acceleration;
        double[] before = IntStream.range(1 - history, 1).asDoubleStream().toArray();
        double[] after = IntStream.rangeClosed(1, ahead).asDoubleStream().toArray();
        INDArray fit = InvertMatrix.pLeftInvert(powers(before, degree), false); // [degree + 1, history]
        projection = powers(after, degree).mmul(fit).toDoubleMatrix();
        curve = new double[ahead];
        for (int m = 0; m < ahead; m++) {
            curve[m] = after[m] * after[m] / 2;
            for (int k = 0; k < history; k++) {
                curve[m] -= projection[m][k] * before[k] * before[k] / 2;
            }
        }
    }

    /** Stays at the last point. */
    public static Baseline constantPosition(int ahead) {
        return new Extrapolation("constant position", 0, 1, new double[0], ahead);
    }

    /** Goes on along a line: through the last 2 points, or fitted over more. */
    public static Baseline constantVelocity(int history, int ahead) {
        return new Extrapolation("constant velocity, " + over(1, history), 1, history, new double[0], ahead);
    }

    /** Goes on along a parabola: through the last 3 points, or fitted over more. */
    public static Baseline constantAcceleration(int history, int ahead) {
        return new Extrapolation("constant acceleration, " + over(2, history), 2, history, new double[0], ahead);
    }

    /**
     * A ball in flight: a line fitted over the points as if there were no gravity, which is then added.
     *
     * @param acceleration [features] per squared second: that of gravity
     * @param step seconds between two points
     */
    public static Baseline ballistic(int history, double[] acceleration, double step, int ahead) {
        double[] perStep = new double[acceleration.length];
        for (int i = 0; i < perStep.length; i++) {
            perStep[i] = acceleration[i] * step * step;
        }
        return new Extrapolation("ballistic, " + over(1, history), 1, history, perStep, ahead);
    }

    private static String over(int degree, int history) {
        return (history == degree + 1 ? "last " : "fit over ") + history;
    }

    /** [times, degree + 1] */
    private static INDArray powers(double[] times, int degree) {
        INDArray powers = Nd4j.create(DataType.DOUBLE, times.length, degree + 1);
        for (int i = 0; i < times.length; i++) {
            for (int d = 0; d <= degree; d++) {
                powers.putScalar(i, d, Math.pow(times[i], d));
            }
        }
        return powers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int history() {
        return projection[0].length;
    }

    @Override
    public int ahead() {
        return projection.length;
    }

    @Override
    public double[][] predict(double[][] points, int n, int ahead) {
        if (n < history() - 1 || n >= points.length || ahead > ahead()) {
            throw new IllegalArgumentException(name + ": expected " + history() + " points up to n and at most "
                    + ahead() + " ahead, found n = " + n + " of " + points.length + " points and " + ahead + " ahead");
        }
        int features = points[n].length;
        double[][] prediction = new double[ahead][features];
        for (int m = 0; m < ahead; m++) {
            for (int f = 0; f < features; f++) {
                double sum = acceleration.length == 0 ? 0 : acceleration[f] * curve[m];
                for (int k = 0; k < history(); k++) {
                    sum += projection[m][k] * points[n - history() + 1 + k][f];
                }
                prediction[m][f] = sum;
            }
        }
        return prediction;
    }
}
