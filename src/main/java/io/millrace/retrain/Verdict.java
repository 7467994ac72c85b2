package io.millrace.retrain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of a challenger. Errors are means over sequences of their mean one-step error, in the features' unit; NaN where
 * there is none.
 *
 * @param challenger present if it is promoted
 * @param chance of so clear a lead by luck
 * @param sequences judged on
 */
public record Verdict(
        Outcome outcome,
        Optional<Contender> challenger,
        double challengerError,
        double championError,
        double baselineError,
        double chance,
        int sequences,
        String reason) {
    /** Stable codes, also of metrics and events. */
    public enum Outcome {
        PROMOTED,
        NOT_BETTER,
        WORSE_THAN_BASELINE,
        NOT_FINITE,
        WORSE_IN_SHADOW,
        WORSE_AS_CANARY,
        TOO_LITTLE_DATA
    }

    static Verdict without(Outcome outcome, String reason) {
        return new Verdict(outcome, Optional.empty(), Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, reason);
    }

    /** The same with something more to say. */
    Verdict with(String remark) {
        return new Verdict(
                outcome,
                challenger,
                challengerError,
                championError,
                baselineError,
                chance,
                sequences,
                reason + "; " + remark);
    }

    /**
     * Of a promoted challenger that then ran beside the champion.
     *
     * @param champion mean errors of streams
     * @param found the challenger's, of the same streams
     */
    public Verdict afterShadow(double[] champion, double[] found) {
        double before = Arrays.stream(champion).average().orElse(Double.NaN);
        double after = Arrays.stream(found).average().orElse(Double.NaN);
        String seen = String.format(
                Locale.ROOT,
                "beside the champion, on %d streams, its error was %.4g, the champion's %.4g",
                found.length,
                after,
                before);
        if (found.length == 0 || after < before) {
            return with(found.length == 0 ? "no points came to see it beside the champion" : seen);
        }
        return refused(Outcome.WORSE_IN_SHADOW, seen);
    }

    /** Of a promoted challenger that then served a share of the streams. */
    public Verdict afterCanary(CanaryErrors errors) {
        return errors.isWorse() ? refused(Outcome.WORSE_AS_CANARY, errors.describe()) : with(errors.describe());
    }

    private Verdict refused(Outcome why, String seen) {
        return new Verdict(
                why, Optional.empty(), challengerError, championError, baselineError, chance, sequences, seen);
    }

    public boolean promoted() {
        return outcome == Outcome.PROMOTED;
    }

    /** One line. */
    public String describe() {
        String code = outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (sequences == 0) {
            return code + ": " + reason;
        }
        return String.format(
                Locale.ROOT,
                "%s: %s; mean error over %d sequences: challenger %.4g, champion %.4g, baseline %.4g, p = %.2g",
                code,
                reason,
                sequences,
                challengerError,
                championError,
                baselineError,
                chance);
    }
}
