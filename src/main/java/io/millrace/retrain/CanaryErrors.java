package io.millrace.retrain;

import java.util.Locale;

/**
 * How far off a canary is on its streams, and the champion on the others. Other streams may be harder to tell, so that each
 * one's errors count in units of the baseline's on the same points.
 */
public final class CanaryErrors {
    private static final int ENOUGH = 500; // predictions of each, to call it off before its time
    private static final double MUCH = 1.5;

    private final double[] errors = new double[2]; // champion's, canary's
    private final double[] baselines = new double[2];
    private final long[] counts = new long[2];

    /** Takes the errors of a prediction; the baseline's may be missing. */
    public void add(boolean canary, double error, double baselineError) {
        int which = canary ? 1 : 0;
        errors[which] += error;
        baselines[which] += baselineError;
        counts[which]++;
    }

    /** Share of the baseline's error that is left; of the error itself where there is no baseline. */
    private double left(int which) {
        boolean known = baselines[0] > 0 && baselines[1] > 0;
        return errors[which] / (known ? baselines[which] : counts[which]);
    }

    /** Whether the canary's error is above the champion's. */
    public boolean isWorse() {
        return counts[0] > 0 && counts[1] > 0 && left(1) > left(0);
    }

    /** Whether there is no need to wait any longer to say so. */
    public boolean isMuchWorse() {
        return Math.min(counts[0], counts[1]) >= ENOUGH && left(1) > MUCH * left(0);
    }

    String describe() {
        return counts[0] == 0 || counts[1] == 0
                ? "no points came to see it as a canary"
                : String.format(
                        Locale.ROOT,
                        "as a canary, on %d points, its error was %.3g of the baseline's, the champion's %.3g on %d others",
                        counts[1],
                        left(1),
                        left(0),
                        counts[0]);
    }
}
