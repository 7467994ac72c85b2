package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.demo.BallKind;
import io.millrace.demo.BallSimulation;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StabilityWatchTest {
    /** After how many points it alarms, or −1; a second alarm is an error. */
    private static int alarm(StabilityWatch watch, Supplier<double[]> points, int count) {
        int alarm = -1;
        for (int i = 0; i < count; i++) {
            if (watch.add(points.get())) {
                assertEquals(-1, alarm, "one alarm a shift");
                alarm = i;
            }
        }
        return alarm;
    }

    private static Supplier<double[]> normal(Random random, double mean, double deviation) {
        return () -> new double[] {random.nextGaussian(), mean + deviation * random.nextGaussian()};
    }

    /** Point by point, one flight after the other. */
    private static Supplier<double[]> flights(BallKind kind) {
        BallSimulation balls = new BallSimulation(new Random(3), kind);
        return new Supplier<>() {
            private double[][] flight = new double[0][];
            private int next;

            @Override
            public double[] get() {
                if (next == flight.length) {
                    flight = balls.flight();
                    next = 0;
                }
                return flight[next++];
            }
        };
    }

    @Test
    void inAMillionStationaryPointsThereIsNoAlarm() {
        assertEquals(-1, alarm(new StabilityWatch(2), normal(new Random(1), 5, 0.1), 1_000_000));
        assertEquals(-1, alarm(new StabilityWatch(3), flights(BallKind.TABLE_TENNIS), 1_000_000));
    }

    @Test
    void aMeanThatMovesByOneDeviationIsFoundInTheNextWindow() {
        StabilityWatch watch = new StabilityWatch(2);
        Random random = new Random(2);
        assertEquals(-1, alarm(watch, normal(random, 5, 0.1), 50_000));
        int after = alarm(watch, normal(random, 5.1, 0.1), 50_000);
        assertTrue(after >= 0 && after < 10_000, () -> "after " + after);
    }

    @Test
    void aDeviationThatDoublesIsFoundAndThenUsual() {
        StabilityWatch watch = new StabilityWatch(2);
        Random random = new Random(3);
        assertEquals(-1, alarm(watch, normal(random, 5, 0.1), 50_000));
        assertTrue(alarm(watch, normal(random, 5, 0.2), 50_000) >= 0);
        watch.reset();
        assertEquals(-1, alarm(watch, normal(random, 5, 0.2), 50_000));
    }

    @Test
    void whatNeverChangedIsFoundToChange() {
        for (double other : new double[] {2, 4}) {
            StabilityWatch watch = new StabilityWatch(1);
            assertEquals(-1, alarm(watch, () -> new double[] {3}, 50_000));
            assertTrue(alarm(watch, () -> new double[] {other}, 10_000) >= 0);
        }
    }
}
