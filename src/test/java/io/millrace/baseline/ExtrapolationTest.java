package io.millrace.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ExtrapolationTest {
    private static final double[] DOWN = {0, 0, -9.81}; // m/s²
    private static final double STEP = 0.02; // s

    @Test
    void constantPositionRepeatsTheLastPoint() {
        assertContinues(Extrapolation.constantPosition(5), i -> new double[] {4, -2});
    }

    @Test
    void constantVelocityContinuesALine() {
        IntFunction<double[]> line = i -> new double[] {3 + 0.5 * i, -2.0 * i};
        assertContinues(Extrapolation.constantVelocity(2, 5), line);
        assertContinues(Extrapolation.constantVelocity(5, 5), line);
    }

    @Test
    void constantAccelerationContinuesAParabola() {
        IntFunction<double[]> parabola = i -> new double[] {1 - i + 0.25 * i * i, 7, -3.0 * i * i};
        assertContinues(Extrapolation.constantAcceleration(3, 5), parabola);
        assertContinues(Extrapolation.constantAcceleration(7, 5), parabola);
    }

    @Test
    void ballisticContinuesAThrow() {
        IntFunction<double[]> thrown = i -> {
            double t = i * STEP;
            return new double[] {3 * t, 1 - 2 * t, 0.5 + 4 * t - 9.81 / 2 * t * t};
        };
        assertContinues(Extrapolation.ballistic(5, DOWN, STEP, 5), thrown);
    }

    @Test
    void aFitSmoothsNoiseThatTheLastPointsFollow() {
        Random random = new Random(1);
        double[][] noise = new double[1000][];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = new double[] {random.nextGaussian()};
        }
        Baseline last = Extrapolation.constantVelocity(2, 1);
        Baseline fit = Extrapolation.constantVelocity(5, 1);
        double lastVariance = 0;
        double fitVariance = 0;
        for (int n = 5; n < noise.length; n++) {
            lastVariance += Math.pow(last.predict(noise, n, 1)[0][0], 2) / noise.length;
            fitVariance += Math.pow(fit.predict(noise, n, 1)[0][0], 2) / noise.length;
        }
        // Sums of the squared weights: (−1, 2) and (−4, −1, 2, 5, 8) / 10.
        assertEquals(5, lastVariance, 0.5);
        assertEquals(1.1, fitVariance, 0.11);
    }

    @Test
    void onlyTheLastPointsOfTheHistoryCount() {
        double[][] points = {{1e9}, {1}, {2}, {1e9}};

        assertEquals(3, Extrapolation.constantVelocity(2, 1).predict(points, 2, 1)[0][0], 1e-9);
    }

    @Test
    void namesSayWhatIsFitted() {
        assertEquals("constant position", Extrapolation.constantPosition(1).name());
        assertEquals(
                "constant velocity, last 2",
                Extrapolation.constantVelocity(2, 1).name());
        assertEquals(
                "constant acceleration, fit over 7",
                Extrapolation.constantAcceleration(7, 1).name());
        assertEquals(
                "ballistic, fit over 5",
                Extrapolation.ballistic(5, DOWN, STEP, 1).name());
    }

    @Test
    void tooLittleHistoryIsRefused() {
        Baseline line = Extrapolation.constantVelocity(2, 3);

        assertThrows(IllegalArgumentException.class, () -> Extrapolation.constantVelocity(1, 3));
        assertThrows(IllegalArgumentException.class, () -> line.predict(new double[][] {{1}}, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> line.predict(new double[][] {{1}, {2}}, 1, 4));
    }

    private static void assertContinues(Baseline baseline, IntFunction<double[]> curve) {
        double[][] points = new double[20][];
        for (int i = 0; i < points.length; i++) {
            points[i] = curve.apply(i);
        }
        for (int n : List.of(baseline.history() - 1, 10, 14)) {
            double[][] predicted = baseline.predict(points, n, 5);
            for (int m = 0; m < 5; m++) {
                assertArrayEquals(points[n + 1 + m], predicted[m], 1e-9, baseline.name() + " from " + n);
            }
        }
    }
}
