package io.millrace.demo;

/**
 * What a ball is made of.
 *
 * @param drag D of {@link Ball}, 1/m
 * @param magnus M of {@link Ball}, dimensionless
 * @param restitution e: speed after a rebound over that before
 * @param friction µ, on the table
 */
public record BallKind(double drag, double magnus, double restitution, double friction) {
    /**
     * For table tennis. Drag: ρ = 1.2 kg/m³, c_d = 0.47, A = 12.6 cm², m = 2.7 g; Magnus force: the same with c_m = 0.6;
     * rebound: from 30 cm back to 23 cm, drag included.
     */
    public static final BallKind TABLE_TENNIS = new BallKind(0.13, 0.0034, 0.905, 0.25);

    /** As large, a fifteenth of the mass, so that air counts fifteen times as much, and a dull rebound. */
    public static final BallKind FOAM = new BallKind(1.95, 0.051, 0.5, 0.5);
}
