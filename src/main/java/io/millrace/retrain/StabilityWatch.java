package io.millrace.retrain;

import java.util.Arrays;

/**
 * Raises one alarm when what comes in is distributed otherwise than it was: the population stability index of each feature,
 * of a window of points against the first.
 *
 * <pre>{@code
 *   PSI = Σ (aᵢ − eᵢ)·ln(aᵢ / eᵢ)      e, a: shares of the first and of the newest window
 *                                      i: bins that hold a tenth of the first window each
 * }</pre>
 *
 * Above {@value #SHIFT} it counts as a shift. Neighbouring points of a stream are alike, so windows differ even where
 * nothing has changed: some windows after the first tell by how much, and a shift is beyond {@value #USUAL} times that.
 * Units: none; it does not matter in which the features are.
 * Source: Siddiqi, Credit Risk Scorecards, 2006 (also for 0.25); it is the symmetric divergence of Kullback and Leibler,
 * Annals of Mathematical Statistics 22 (1951).
 */
public final class StabilityWatch {
    private static final double SHIFT = 0.25;
    private static final double USUAL = 3;
    private static final int WINDOW = 5000; // points
    private static final int BINS = 10;
    private static final int CALIBRATING = 4; // windows

    private final double[][] window; // [features][points]
    private double[][] edges; // [features][bins − 1]; null before the first window is full
    private double[][] expected; // [features][bins]
    private int points;
    private int windows; // after the first
    private double usual;
    private double newest;
    private boolean alarmed;

    /** @param features numbers of a point */
    public StabilityWatch(int features) {
        window = new double[features][WINDOW];
    }

    /**
     * Takes a point.
     *
     * @return whether this is the alarm; there is no other before {@link #reset}
     */
    public boolean add(double[] point) {
        for (int feature = 0; feature < window.length; feature++) {
            window[feature][points] = point[feature];
        }
        if (++points < WINDOW) {
            return false;
        }
        points = 0;
        if (edges == null) {
            begin();
            return false;
        }
        newest = 0;
        for (int feature = 0; feature < window.length; feature++) {
            newest = Math.max(newest, index(expected[feature], shares(feature)));
        }
        if (windows++ < CALIBRATING) {
            usual = Math.max(usual, newest);
            return false;
        }
        boolean shifted = newest > Math.max(SHIFT, USUAL * usual);
        boolean alarm = shifted && !alarmed;
        alarmed |= shifted;
        return alarm;
    }

    /** Largest index of a feature in the newest window. */
    public double index() {
        return newest;
    }

    private void begin() {
        edges = new double[window.length][];
        expected = new double[window.length][];
        for (int feature = 0; feature < window.length; feature++) {
            double[] sorted = window[feature].clone();
            Arrays.sort(sorted);
            edges[feature] = new double[BINS];
            for (int bin = 1; bin < BINS; bin++) {
                edges[feature][bin] = sorted[bin * WINDOW / BINS];
            }
            edges[feature][0] = Math.nextDown(sorted[0]); // below it nothing was: constant features have this bin alone
            expected[feature] = shares(feature);
        }
    }

    /** Half a point more in each bin: none is empty. */
    private double[] shares(int feature) {
        double[] shares = new double[BINS + 1];
        Arrays.fill(shares, 0.5);
        for (double value : window[feature]) {
            int bin = 0;
            while (bin < BINS && value > edges[feature][bin]) {
                bin++;
            }
            shares[bin]++;
        }
        double all = WINDOW + 0.5 * shares.length;
        Arrays.setAll(shares, bin -> shares[bin] / all);
        return shares;
    }

    private static double index(double[] expected, double[] actual) {
        double index = 0;
        for (int bin = 0; bin < expected.length; bin++) {
            index += (actual[bin] - expected[bin]) * Math.log(actual[bin] / expected[bin]);
        }
        return index;
    }

    /** What comes from now on is what is usual. */
    public void reset() {
        edges = null;
        expected = null;
        points = 0;
        windows = 0;
        usual = 0;
        newest = 0;
        alarmed = false;
    }
}
