package io.millrace.demo;

/**
 * A table-tennis ball under gravity, drag and Magnus force, bouncing on a table whose surface is z = 0.
 *
 * <pre>{@code
 *   dv/dt = g − D·|v|·v + M·ω×v                D = ½·ρ·c_d·A/m,  M = ½·ρ·c_m·A·r/m
 *   bounce: v_z ← −e·v_z;  v_t ← v_t − α·s;  ω ← ω + 3α/(2r)·(−s_y, s_x, 0)
 *           s = (v_x − r·ω_y, v_y + r·ω_x)     slip of the contact point
 *           α = min(µ·(1 + e)·|v_z|/|s|, 2/5)  sliding, or rolling from then on
 * }</pre>
 *
 * Units: metres, seconds, radians. The table is 1.525 m wide (x about 0) and 2.74 m long (y from 0).
 * Source: ball and rebound of the ITTF's Laws 2.3 and 2.1.3; bounce of a hollow sphere (inertia 2/3·m·r²) after Nakashima et al. 2010.
 */
final class Ball {
    static final double RADIUS = 0.02;
    static final double TABLE_WIDTH = 1.525;
    static final double TABLE_LENGTH = 2.74;
    static final double FLOOR = -0.76;

    private static final double GRAVITY = 9.81;

    private final BallKind kind;
    private final double[] position;
    private final double[] velocity;
    private final double[] spin;
    private int bounces;

    Ball(BallKind kind, double[] position, double[] velocity, double[] spin) {
        this.kind = kind;
        this.position = position.clone();
        this.velocity = velocity.clone();
        this.spin = spin.clone();
    }

    double[] position() {
        return position.clone();
    }

    double[] velocity() {
        return velocity.clone();
    }

    int bounces() {
        return bounces;
    }

    boolean onFloor() {
        return position[2] <= FLOOR + RADIUS;
    }

    /** Kinetic, rotational and potential energy, per kilogram, above the floor. */
    double energy() {
        return 0.5 * dot(velocity, velocity) + RADIUS * RADIUS * dot(spin, spin) / 3 + GRAVITY * (position[2] - FLOOR);
    }

    /** Moves on by {@code seconds}, a few milliseconds at most: no more than one bounce falls into a step. */
    void advance(double seconds) {
        double height = position[2] - RADIUS;
        double[] from = position.clone();
        double[] speed = velocity.clone();
        fly(seconds);
        if (height < 0 || position[2] >= RADIUS || !overTable(position)) {
            return;
        }
        double share = height / (from[2] - position[2]);
        System.arraycopy(from, 0, position, 0, 3);
        System.arraycopy(speed, 0, velocity, 0, 3);
        fly(share * seconds);
        position[2] = RADIUS;
        bounce();
        fly((1 - share) * seconds);
        if (position[2] < RADIUS) { // a rebound shorter than the step: it rolls from now on
            position[2] = RADIUS;
            velocity[2] = 0;
        }
    }

    /** Midpoint rule. */
    private void fly(double seconds) {
        double[] first = acceleration(velocity);
        double[] middle = new double[3];
        for (int i = 0; i < 3; i++) {
            middle[i] = velocity[i] + first[i] * seconds / 2;
        }
        double[] second = acceleration(middle);
        for (int i = 0; i < 3; i++) {
            position[i] += middle[i] * seconds;
            velocity[i] += second[i] * seconds;
        }
    }

    private double[] acceleration(double[] v) {
        double drag = kind.drag() * Math.sqrt(dot(v, v));
        return new double[] {
            kind.magnus() * (spin[1] * v[2] - spin[2] * v[1]) - drag * v[0],
            kind.magnus() * (spin[2] * v[0] - spin[0] * v[2]) - drag * v[1],
            kind.magnus() * (spin[0] * v[1] - spin[1] * v[0]) - drag * v[2] - GRAVITY
        };
    }

    private void bounce() {
        double slipX = velocity[0] - RADIUS * spin[1];
        double slipY = velocity[1] + RADIUS * spin[0];
        double slip = Math.hypot(slipX, slipY);
        double sliding = kind.friction() * (1 + kind.restitution()) * Math.abs(velocity[2]);
        double grip = slip * 0.4 <= sliding ? 0.4 : sliding / slip;
        velocity[0] -= grip * slipX;
        velocity[1] -= grip * slipY;
        velocity[2] *= -kind.restitution();
        spin[0] -= 1.5 * grip / RADIUS * slipY;
        spin[1] += 1.5 * grip / RADIUS * slipX;
        bounces++;
    }

    private static boolean overTable(double[] p) {
        return Math.abs(p[0]) <= TABLE_WIDTH / 2 && p[1] >= 0 && p[1] <= TABLE_LENGTH;
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
