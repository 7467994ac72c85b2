package io.millrace.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How a model is retrained while it serves.
 *
 * @param every between two trainings; empty: only on drift or by command
 * @param drift whether a rise of the prediction error sets a training off
 * @param detector that tells a rise of the error
 * @param window newest points that a training reads, about
 * @param oldest age of the oldest points that a training reads; empty: any
 * @param minimum new points that are worth a training
 * @param epochs at most
 * @param network layers as {@code LSTM:64,Dense:3}, for a model that begins without a file; empty: the usual ones
 * @param begin what a challenger begins with, where there is a champion
 * @param replay last points of a stream that are kept, and from which its state is rebuilt under a new model
 * @param carry whether streams go on under a new model with the states as they are, where their shape allows it
 * @param keep versions of the model on the models topic
 * @param older share of the points trained on, at most, that an earlier training has seen
 * @param margin by which the error must fall, as a share of the champion's
 * @param cpu share of one core that training may take
 * @param time after which a training ends
 * @param memoryMegabytes of the training data, about
 * @param seed of every draw
 * @param labels topic of the streams' labels, where labels are predicted
 * @param shadow how long a challenger runs beside the champion before it may win; empty: not at all
 * @param canary whether a challenger serves a share of the streams first, and how; empty: not at all
 * @param webhook address that is told what happens
 */
public record RetrainConfig(
        Optional<Duration> every,
        boolean drift,
        Detector detector,
        int window,
        Optional<Duration> oldest,
        int minimum,
        int epochs,
        String network,
        Begin begin,
        int replay,
        boolean carry,
        int keep,
        double older,
        double margin,
        double cpu,
        Duration time,
        int memoryMegabytes,
        int seed,
        Optional<String> labels,
        Optional<Duration> shadow,
        Optional<CanaryConfig> canary,
        Optional<URI> webhook) {
    /** What tells a rise of the error. */
    public enum Detector {
        ADWIN,
        PAGE_HINKLEY
    }

    /** What a challenger begins with. */
    public enum Begin {
        /** With its weights and its scaling. */
        CHAMPION,
        /** With fresh weights, and a scaling of its own. */
        SCRATCH
    }

    private static final Duration LEAST = Duration.ofSeconds(10); // before the default, which is checked by it
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public static final RetrainConfig DEFAULT = new RetrainConfig(
            Optional.of(Duration.ofMinutes(10)),
            true,
            Detector.ADWIN,
            50_000,
            Optional.empty(),
            2000,
            5,
            "",
            Begin.CHAMPION,
            64,
            false,
            5,
            0.3,
            0.02,
            0.5,
            Duration.ofMinutes(10),
            256,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public RetrainConfig {
        Require.that(
                every.isEmpty() || every.get().compareTo(LEAST) >= 0,
                "every",
                "a duration of at least 10s, or never",
                every.map(Duration::toString).orElse("none"));
        Require.that(minimum >= 100, "minimum", "at least 100 points", minimum);
        Require.that(window >= minimum, "window", "at least the minimum, " + minimum, window);
        Require.that(epochs >= 1 && epochs <= 10_000, "epochs", "a number from 1 to 10000", epochs);
        Require.that(replay >= 1 && replay <= 10_000, "replay", "a number from 1 to 10000", replay);
        Require.that(keep >= 1 && keep <= 100, "keep", "a number from 1 to 100", keep);
        Require.that(older >= 0 && older < 1, "older", "a number from 0 to below 1", older);
        Require.that(margin >= 0 && margin < 1, "margin", "a number from 0 to below 1", margin);
        Require.that(cpu > 0 && cpu <= 1, "cpu", "a number above 0, at most 1", cpu);
        Require.that(memoryMegabytes >= 1, "memoryMegabytes", "at least 1", memoryMegabytes);
        labels.ifPresent(topic -> ModelConfig.requireTopic("labels", topic));
        shadow.ifPresent(beside -> Require.that(
                beside.compareTo(SHORTEST) >= 0 && beside.compareTo(LONGEST) <= 0,
                "shadow",
                "never, or a duration from 1s to 1d",
                beside));
        oldest.ifPresent(age ->
                Require.that(age.compareTo(SHORTEST) >= 0, "oldest", "a duration of at least 1s, or never", age));
        Require.that(
                canary.isEmpty() || !carry,
                "carry",
                "false beside a canary, whose streams change models and back",
                carry);
        webhook.ifPresent(address -> Require.that(
                "http".equals(address.getScheme()) || "https".equals(address.getScheme()),
                "webhook",
                "an address of http or https",
                address));
    }

    /** The same on drift and by command alone. */
    public RetrainConfig onDrift(int mostPoints, int leastPoints, int mostEpochs, int draws) {
        return new RetrainConfig(
                Optional.empty(),
                true,
                detector,
                mostPoints,
                oldest,
                leastPoints,
                mostEpochs,
                network,
                begin,
                replay,
                carry,
                keep,
                older,
                margin,
                cpu,
                time,
                memoryMegabytes,
                draws,
                labels,
                shadow,
                canary,
                webhook);
    }
}
