package io.millrace.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Flights of table-tennis balls from a launcher at one end of a table, as cameras would report them: a point (x, y, z) in
 * metres every {@link #TIME_STEP} seconds, with a noise of 1.5 mm on each axis. A flight ends on the floor, out of the
 * cameras' sight, or after 1.3 s. The same generator state yields the same flights.
 */
public final class BallSimulation {
    /** Seconds between two points. */
    public static final double TIME_STEP = 0.01;

    public static final List<String> FEATURES = List.of("x", "y", "z");

    private static final int MOST_POINTS = 130;
    private static final int SUBSTEPS = 10;
    private static final double NOISE = 0.0015;
    private static final double MICROMETRES = 1e6;

    private final RandomGenerator random;
    private final BallKind kind;

    public BallSimulation(RandomGenerator random) {
        this(random, BallKind.TABLE_TENNIS);
    }

    public BallSimulation(RandomGenerator random, BallKind kind) {
        this.random = random;
        this.kind = kind;
    }

    /** One flight: [points][3]. */
    public double[][] flight() {
        Ball ball = launch();
        List<double[]> points = new ArrayList<>(MOST_POINTS);
        while (points.size() < MOST_POINTS && !ball.onFloor() && inSight(ball.position())) {
            points.add(seen(ball.position()));
            for (int i = 0; i < SUBSTEPS; i++) {
                ball.advance(TIME_STEP / SUBSTEPS);
            }
        }
        return points.toArray(double[][]::new);
    }

    public List<double[][]> flights(int count) {
        return Stream.generate(this::flight).limit(count).toList();
    }

    private Ball launch() {
        double[] position = {between(-0.5, 0.5), between(2.7, 2.95), between(0.25, 0.55)};
        double aim = between(-0.45, 0.45) - position[0]; // sideways, by the other end of the table
        double speed = between(3.2, 5.2);
        double[] velocity = {aim * speed / Ball.TABLE_LENGTH, -speed, between(-0.3, 1.6)};
        double[] spin = {between(-80, 140), between(-50, 50), between(-60, 60)}; // positive first: topspin
        return new Ball(kind, position, velocity, spin);
    }

    private double[] seen(double[] position) {
        double[] point = new double[3];
        for (int i = 0; i < 3; i++) {
            point[i] = Math.round((position[i] + NOISE * random.nextGaussian()) * MICROMETRES) / MICROMETRES;
        }
        return point;
    }

    private static boolean inSight(double[] p) {
        return Math.abs(p[0]) < 1.5 && p[1] > -1.2 && p[1] < 3.5;
    }

    private double between(double low, double high) {
        return random.nextDouble(low, high);
    }
}
