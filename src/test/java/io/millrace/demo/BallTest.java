package io.millrace.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class BallTest {
    private static final double STEP = 0.001;
    private static final double[] STILL = {0, 0, 0};

    @Test
    void aBallDroppedFromThirtyCentimetresComesBackToTwentyThree() {
        Ball ball = new Ball(BallKind.TABLE_TENNIS, new double[] {0, 1, 0.30 + Ball.RADIUS}, STILL, STILL);
        fly(ball, () -> ball.bounces() == 1);
        fly(ball, () -> ball.velocity()[2] <= 0);
        assertEquals(0.23, ball.position()[2] - Ball.RADIUS, 0.01);
    }

    @Test
    void energyNeverGrowsWhateverTheSpin() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            Ball ball = new Ball(
                    BallKind.TABLE_TENNIS,
                    new double[] {random.nextDouble(-0.5, 0.5), random.nextDouble(1, 2.7), random.nextDouble(0.1, 0.6)},
                    new double[] {random.nextDouble(-1, 1), random.nextDouble(-6, 0), random.nextDouble(-4, 2)},
                    new double[] {
                        random.nextDouble(-200, 200), random.nextDouble(-200, 200), random.nextDouble(-200, 200)
                    });
            double before = ball.energy();
            for (int step = 0; step < 1_500 && !ball.onFloor(); step++) {
                ball.advance(STEP);
                double now = ball.energy();
                assertTrue(now <= before + 1e-6, "flight " + i + ", step " + step + ": " + before + " → " + now);
                before = now;
            }
        }
    }

    @Test
    void topspinBendsTheFlightDownAndKicksForwardOffTheTable() {
        double[] start = {0, 2.5, 0.3};
        double[] away = {0, -4, 0};
        Ball flat = new Ball(BallKind.TABLE_TENNIS, start, away, STILL);
        Ball topspin = new Ball(BallKind.TABLE_TENNIS, start, away, new double[] {150, 0, 0});
        for (int i = 0; i < 150; i++) {
            flat.advance(STEP);
            topspin.advance(STEP);
        }
        assertTrue(topspin.position()[2] < flat.position()[2] - 0.005);
        fly(flat, () -> flat.bounces() == 1);
        fly(topspin, () -> topspin.bounces() == 1);
        assertTrue(topspin.velocity()[1] < flat.velocity()[1] - 0.1);
    }

    @Test
    void besideTheTableABallFallsToTheFloor() {
        Ball ball = new Ball(BallKind.TABLE_TENNIS, new double[] {Ball.TABLE_WIDTH, 1, 0.1}, STILL, STILL);
        fly(ball, ball::onFloor);
        assertEquals(0, ball.bounces());
    }

    @Test
    void aBallAtRestStaysOnTheTable() {
        Ball ball = new Ball(BallKind.TABLE_TENNIS, new double[] {0, 1, Ball.RADIUS + 0.01}, STILL, STILL);
        for (int i = 0; i < 5_000; i++) {
            ball.advance(STEP);
        }
        assertEquals(Ball.RADIUS, ball.position()[2], 0.001);
    }

    @Test
    void halvingTheStepHardlyMovesTheFlight() {
        double[] start = {0.1, 2.8, 0.4};
        double[] velocity = {-0.2, -4.5, 0.8};
        double[] spin = {80, 20, 30};
        Ball coarse = new Ball(BallKind.TABLE_TENNIS, start, velocity, spin);
        Ball fine = new Ball(BallKind.TABLE_TENNIS, start, velocity, spin);
        for (int i = 0; i < 900; i++) {
            coarse.advance(STEP);
            fine.advance(STEP / 2);
            fine.advance(STEP / 2);
        }
        assertTrue(coarse.bounces() > 0);
        for (int i = 0; i < 3; i++) {
            assertEquals(fine.position()[i], coarse.position()[i], 1e-4);
        }
    }

    private static void fly(Ball ball, BooleanSupplier until) {
        for (int i = 0; i < 3_000; i++) {
            if (until.getAsBoolean()) {
                return;
            }
            ball.advance(STEP);
        }
        throw new AssertionError("nothing of the kind happened in three seconds");
    }
}
