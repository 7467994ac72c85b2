package io.millrace.retrain;

import io.millrace.data.Trajectories;
import io.millrace.retrain.Verdict.Outcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares challenger, champion and baseline where it counts: each answers sequences that no training has seen, as when it
 * serves.
 */
final class Judge {
    /** With fewer no lead is clear: all six in favour have a chance of 1/64. */
    static final int LEAST_SEQUENCES = 6;

    private final double margin;
    private final double significance;
    private final Lesson lesson;

    Judge(double margin, double significance, Lesson lesson) {
        this.margin = margin;
        this.significance = significance;
        this.lesson = lesson;
    }

    /** @param training what the challenger has seen, and the baseline too */
    Verdict judge(Contender challenger, Optional<Contender> champion, Trajectories training, Trajectories unseen) {
        double[] challengers = lesson.errors(challenger, unseen);
        double[] baselines = lesson.baselineErrors(training, unseen);
        double[] champions = champion.map(one -> lesson.errors(one, unseen))
                .orElseGet(() -> filled(unseen.pieces().size()));
        double error = mean(challengers);
        double[] others = champion.isPresent() ? champions : baselines;
        double chance = SignedRanks.above(differences(others, challengers));
        Outcome outcome;
        String reason;
        if (!Double.isFinite(error)) {
            outcome = Outcome.NOT_FINITE;
            reason = "its predictions leave the range of numbers";
        } else if (error >= mean(baselines)) {
            outcome = Outcome.WORSE_THAN_BASELINE;
            reason = "expected less error than " + lesson.baseline();
        } else if (champion.isPresent() && !(error <= (1 - margin) * mean(champions))) {
            outcome = Outcome.NOT_BETTER;
            reason = String.format(Locale.ROOT, "expected at least %.3g %% less error than the champion", 100 * margin);
        } else if (chance > significance) {
            outcome = Outcome.NOT_BETTER;
            reason = "expected a lead that chance does not explain";
        } else {
            outcome = Outcome.PROMOTED;
            reason = "better";
        }
        return new Verdict(
                outcome,
                outcome == Outcome.PROMOTED ? Optional.of(challenger) : Optional.empty(),
                error,
                mean(champions),
                mean(baselines),
                chance,
                challengers.length,
                reason);
    }

    private static double[] filled(int count) {
        double[] none = new double[count];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double[] differences(double[] a, double[] b) {
        double[] differences = new double[a.length];
        Arrays.setAll(differences, i -> a[i] - b[i]);
        return differences;
    }
}
