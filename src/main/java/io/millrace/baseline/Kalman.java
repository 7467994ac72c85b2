package io.millrace.baseline;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Kalman filter of each feature by itself: position and velocity, or these and an acceleration, of which the highest is
 * pushed about by noise. It has seen every point up to n. With time steps of 1:
 *
 * <pre>{@code
 *   x' = F·x + b·a                F [order, order]: Taylor's; a: a known acceleration, b = (½, 1)
 *   P' = F·P·Fᵀ + q·g·gᵀ          g: what a change of the highest derivative does in one step
 *   k  = P'·hᵀ / (h·P'·hᵀ + 1)    gain [order]; h = (1, 0, …): what is measured, with noise of variance 1
 *   x  = x' + k·(z − h·x'),   P = (I − k·h)·P'
 * }</pre>
 *
 * The gains depend on no data, only on q, the ratio of the two noises' variances; they are computed once, until they
 * change no more. Source: Kalman 1960, doi:10.1115/1.3662552.
 */
public final class Kalman implements Baseline {
    private static final double UNKNOWN =
            1e8; // variance of a state that nothing is known of, in measurements' variances
    private static final double SETTLED = 1e-6;
    private static final int MOST_GAINS = 200;

    private final String name;
    private final int order;
    private final double[][] gains; // [steps][order]; the last one serves all further steps
    private final double[] acceleration; // [features] per squared time step; [0] for none
    private final int ahead;

    private Kalman(String name, int order, double noise, double[] acceleration, int ahead) {
        this.name = name;
        this.order = order;
        this.acceleration = acceleration;
        this.ahead = ahead;
        gains = gains(order, noise);
    }

    /** A straight line, pushed about; its noise is the best on the given streams. */
    public static Baseline constantVelocity(List<double[][]> streams, int ahead) {
        return best("Kalman, constant velocity", 2, new double[0], streams, ahead);
    }

    /** A parabola, pushed about. */
    public static Baseline constantAcceleration(List<double[][]> streams, int ahead) {
        return best("Kalman, constant acceleration", 3, new double[0], streams, ahead);
    }

    /**
     * A line under a known acceleration.
     *
     * @param acceleration [features] per squared second
     * @param step seconds between two points
     */
    public static Baseline ballistic(List<double[][]> streams, double[] acceleration, double step, int ahead) {
        double[] perStep = new double[acceleration.length];
        for (int i = 0; i < perStep.length; i++) {
            perStep[i] = acceleration[i] * step * step;
        }
        return best("Kalman, ballistic", 2, perStep, streams, ahead);
    }

    /** Of half decades of noise, the one whose predictions one step ahead lie nearest on the whole. */
    private static Kalman best(String name, int order, double[] acceleration, List<double[][]> streams, int ahead) {
        Kalman best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int half = -12; half <= 12; half++) {
            Kalman candidate = new Kalman(name, order, Math.pow(10, half / 2.0), acceleration, ahead);
            double error = streams.stream().mapToDouble(candidate::squaredError).sum();
            if (best == null || error < least) {
                best = candidate;
                least = error;
            }
        }
        return best;
    }

    private static double[][] gains(int order, double noise) {
        INDArray step = Nd4j.eye(order).castTo(DataType.DOUBLE);
        INDArray push = Nd4j.zeros(DataType.DOUBLE, order, 1);
        double factorial = 1;
        for (int power = 0; power < order; power++) {
            factorial *= power == 0 ? 1 : power;
            for (int row = 0; row + power < order; row++) {
                step.putScalar(row, row + power, 1 / factorial);
            }
            push.putScalar(order - 1 - power, 0, 1 / (factorial * (power + 1)));
        }
        INDArray pushed = push.mmul(push.transpose()).mul(noise);
        INDArray covariance = Nd4j.eye(order).castTo(DataType.DOUBLE).mul(UNKNOWN);
        List<double[]> gains = new ArrayList<>();
        boolean settled = false;
        while (!settled && gains.size() < MOST_GAINS) {
            if (!gains.isEmpty()) {
                covariance = step.mmul(covariance).mmul(step.transpose()).add(pushed);
            }
            INDArray measured = covariance.getRow(0, true); // h·P'
            INDArray gain = measured.div(measured.getDouble(0) + 1);
            covariance = covariance.sub(gain.transpose().mmul(measured));
            double[] newest = gain.toDoubleVector();
            settled = gains.size() > order && isNear(newest, gains.get(gains.size() - 1));
            gains.add(newest);
        }
        return gains.toArray(double[][]::new);
    }

    private static boolean isNear(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most < SETTLED;
    }

    private double squaredError(double[][] points) {
        double sum = 0;
        for (int feature = 0; feature < points[0].length; feature++) {
            double[] state = new double[order];
            for (int n = 0; n < points.length; n++) {
                double error = see(state, points[n][feature], n, feature);
                sum += n < order ? 0 : error * error;
            }
        }
        return sum;
    }

    /** Takes in one measurement; returns how far it was from what was expected. */
    private double see(double[] state, double measured, int n, int feature) {
        if (n > 0) {
            advance(state, feature);
        }
        double[] gain = gains[Math.min(n, gains.length - 1)];
        double error = measured - state[0];
        for (int i = 0; i < order; i++) {
            state[i] += gain[i] * error;
        }
        return error;
    }

    private void advance(double[] state, int feature) {
        double known = acceleration.length == 0 ? 0 : acceleration[feature];
        double change = known + (order == 3 ? state[2] : 0);
        state[0] += state[1] + change / 2;
        state[1] += change;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int history() {
        return order;
    }

    @Override
    public int ahead() {
        return ahead;
    }

    @Override
    public double[][] predict(double[][] points, int n, int ahead) {
        if (n < history() - 1 || n >= points.length || ahead > this.ahead) {
            throw new IllegalArgumentException(
                    name + ": expected " + history() + " points up to n and at most " + this.ahead
                            + " ahead, found n = " + n + " of " + points.length + " points and " + ahead + " ahead");
        }
        double[][] prediction = new double[ahead][points[n].length];
        for (int feature = 0; feature < points[n].length; feature++) {
            double[] state = new double[order];
            for (int seen = 0; seen <= n; seen++) {
                see(state, points[seen][feature], seen, feature);
            }
            for (double[] next : prediction) {
                advance(state, feature);
                next[feature] = state[0];
            }
        }
        return prediction;
    }
}
