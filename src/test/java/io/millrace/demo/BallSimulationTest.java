package io.millrace.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BallSimulationTest {
    @Test
    void oneSeedIsOneSetOfFlights() {
        List<double[][]> first = new BallSimulation(new SplittableRandom(7)).flights(20);
        List<double[][]> again = new BallSimulation(new SplittableRandom(7)).flights(20);
        List<double[][]> other = new BallSimulation(new SplittableRandom(8)).flights(20);
        assertArrayEquals(first.toArray(), again.toArray());
        assertTrue(first.get(0)[0][0] != other.get(0)[0][0]);
    }

    @Test
    void flightsAreLongEnoughToLearnFromAndMostBounceOnTheTable() {
        List<double[][]> flights = new BallSimulation(new SplittableRandom(1)).flights(300);
        assertTrue(flights.stream().allMatch(flight -> flight.length > 20 && flight.length <= 130));
        long bouncing = flights.stream().filter(BallSimulationTest::bounces).count();
        assertTrue(bouncing > 240, bouncing + " of 300 bounce");
    }

    @Test
    void theNoiseIsThatOfCameras() {
        // The third difference of a smooth path is tiny, that of white noise has a variance of 20·σ².
        double sum = 0;
        int count = 0;
        for (double[][] flight : new BallSimulation(new SplittableRandom(2)).flights(100)) {
            for (int i = 3; i < flight.length; i++) {
                double d = flight[i][0] - 3 * flight[i - 1][0] + 3 * flight[i - 2][0] - flight[i - 3][0];
                if (Math.abs(d) < 0.04) { // without the kinks of bounces with sidespin
                    sum += d * d;
                    count++;
                }
            }
        }
        assertEquals(0.0015, Math.sqrt(sum / count / 20), 0.0002);
    }

    private static boolean bounces(double[][] flight) {
        for (int i = 2; i < flight.length - 2; i++) {
            boolean low = Math.abs(flight[i][2] - Ball.RADIUS) < 0.05;
            if (low && flight[i][2] < flight[i - 2][2] && flight[i][2] < flight[i + 2][2]) {
                return true;
            }
        }
        return false;
    }
}
