package io.millrace.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KalmanTest {
    private static final double STEP = 0.01; // seconds

    /** p = p0 + v·n + a·n²/2, exactly or with noise. */
    private static double[][] flight(int length, double velocity, double acceleration, double noise, long seed) {
        Random random = new Random(seed);
        double[][] points = new double[length][1];
        for (int n = 0; n < length; n++) {
            points[n][0] = 3 + velocity * n + acceleration * n * n / 2 + noise * random.nextGaussian();
        }
        return points;
    }

    private static List<double[][]> one(double[][] stream) {
        return Collections.singletonList(stream);
    }

    @Test
    void aStraightLineGoesOnStraight() {
        double[][] line = flight(30, 0.5, 0, 0, 0);
        Baseline kalman = Kalman.constantVelocity(one(line), 5);

        double[][] ahead = kalman.predict(line, 20, 5);

        for (int m = 0; m < 5; m++) {
            assertEquals(3 + 0.5 * (21 + m), ahead[m][0], 1e-6);
        }
    }

    @Test
    void aParabolaGoesOnAsOne() {
        double[][] parabola = flight(30, 0.5, -0.1, 0, 0);
        Baseline kalman = Kalman.constantAcceleration(one(parabola), 5);

        double[][] ahead = kalman.predict(parabola, 24, 5);

        for (int m = 0; m < 5; m++) {
            assertEquals(parabola[25 + m][0], ahead[m][0], 1e-4);
        }
    }

    @Test
    void aKnownAccelerationIsNoNoise() {
        double[][] fall = flight(40, 0.05, -9.81 * STEP * STEP, 0, 0);
        Baseline kalman = Kalman.ballistic(one(fall), new double[] {-9.81}, STEP, 10);

        double[][] ahead = kalman.predict(fall, 29, 10);

        assertEquals(fall[39][0], ahead[9][0], 1e-6);
    }

    /** Against the textbook's recursion for one feature, written out: position and velocity, the same choice of noise. */
    @Test
    void theFilterIsTheTextbooks() {
        double[][] noisy = flight(12, 0.3, 0, 0.4, 7);
        double[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (int half = -12; half <= 12; half++) {
            double q = Math.pow(10, half / 2.0);
            double[][] cov = {{1e8, 0}, {0, 1e8}};
            double[] x = {0, 0};
            double error = 0;
            for (int n = 0; n < noisy.length; n++) {
                if (n > 0) {
                    x[0] += x[1];
                    double c00 = cov[0][0] + 2 * cov[0][1] + cov[1][1] + q / 4;
                    double c01 = cov[0][1] + cov[1][1] + q / 2;
                    cov = new double[][] {{c00, c01}, {c01, cov[1][1] + q}};
                }
                double innovation = noisy[n][0] - x[0];
                error += n < 2 ? 0 : innovation * innovation;
                double k0 = cov[0][0] / (cov[0][0] + 1);
                double k1 = cov[0][1] / (cov[0][0] + 1);
                x[0] += k0 * innovation;
                x[1] += k1 * innovation;
                cov = new double[][] {
                    {cov[0][0] * (1 - k0), cov[0][1] * (1 - k0)}, {cov[0][1] * (1 - k0), cov[1][1] - k1 * cov[0][1]}
                };
            }
            if (error < least) {
                least = error;
                best = x;
            }
        }

        double[][] ahead = Kalman.constantVelocity(one(noisy), 3).predict(noisy, 11, 3);

        assertEquals(best[0] + 3 * best[1], ahead[2][0], 1e-6);
    }

    @Test
    void noiseIsSmoothedAway() {
        List<double[][]> streams =
                List.of(flight(60, 0.2, 0, 0.5, 1), flight(60, -0.1, 0, 0.5, 2), flight(60, 0.4, 0, 0.5, 3));
        double[][] other = flight(60, 0.3, 0, 0.5, 4);
        Baseline kalman = Kalman.constantVelocity(streams, 1);
        Baseline plain = Extrapolation.constantVelocity(2, 1);

        double filtered = 0;
        double unfiltered = 0;
        for (int n = 10; n < 59; n++) {
            filtered += Math.abs(kalman.predict(other, n, 1)[0][0] - other[n + 1][0]);
            unfiltered += Math.abs(plain.predict(other, n, 1)[0][0] - other[n + 1][0]);
        }

        assertTrue(filtered < 0.6 * unfiltered, filtered + " against " + unfiltered);
    }

    /** Features do not know of each other, and a prediction uses nothing that comes later. */
    @Test
    void aPredictionSeesItsOwnPastAlone() {
        double[][] both = new double[20][2];
        double[][] x = flight(20, 0.3, 0, 0.1, 5);
        double[][] y = flight(20, -0.2, 0, 0.1, 6);
        for (int n = 0; n < 20; n++) {
            both[n] = new double[] {x[n][0], y[n][0]};
        }
        Baseline kalman = Kalman.constantVelocity(List.of(x, y), 2);
        double before = kalman.predict(both, 9, 2)[1][0];
        both[10][0] = 1e6;

        assertArrayEquals(new double[] {before}, new double[] {kalman.predict(both, 9, 2)[1][0]});
        assertEquals(kalman.predict(x, 9, 2)[1][0], before);
    }

    @Test
    void tooFewPointsAreRefused() {
        double[][] line = flight(30, 0.5, 0, 0, 0);
        Baseline kalman = Kalman.constantVelocity(one(line), 5);

        String message = assertThrows(IllegalArgumentException.class, () -> kalman.predict(line, 0, 5))
                .getMessage();

        assertEquals(
                "Kalman, constant velocity: expected 2 points up to n and at most 5 ahead, found n = 0 of 30 points and 5"
                        + " ahead",
                message);
    }
}
