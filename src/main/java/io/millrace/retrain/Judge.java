package io.millrace.retrain;

import io.millrace.baseline.Baseline;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.evaluation.BaselineForecaster;
import io.millrace.evaluation.ForecastProtocol;
import io.millrace.evaluation.Forecaster;
import io.millrace.evaluation.NetworkForecaster;
import io.millrace.network.kernel.Kernels;
import io.millrace.retrain.Verdict.Outcome;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares challenger, champion and baseline where it counts: each predicts every next point of sequences that no training
 * has seen, from those before it, as when it serves.
 */
final class Judge {
    /** With fewer no lead is clear: all six in favour have a chance of 1/64. */
    static final int LEAST_SEQUENCES = 6;

    private static final ForecastProtocol NEXT = new ForecastProtocol(2, List.of(1));
    static final int LEAST_POINTS = 4; // of a sequence, for one forecast

    private final double margin;
    private final double significance;
    private final Baseline baseline;
    private final Kernels kernels;

    Judge(double margin, double significance, Baseline baseline, Kernels kernels) {
        this.margin = margin;
        this.significance = significance;
        this.baseline = baseline;
        this.kernels = kernels;
    }

    /** @param unseen sequences of at least {@link #LEAST_POINTS} points */
    Verdict judge(Contender challenger, Optional<Contender> champion, Trajectories unseen) {
        double[] challengers = errors(forecaster(challenger), unseen);
        double[] baselines = errors(new BaselineForecaster(baseline), unseen);
        double[] champions = champion.map(one -> errors(forecaster(one), unseen))
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
            reason = "expected less error than " + baseline.name();
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

    private Forecaster forecaster(Contender contender) {
        return new NetworkForecaster(contender.version(), contender.model(), contender.encoding(), kernels);
    }

    /** Each sequence's mean error. */
    private static double[] errors(Forecaster forecaster, Trajectories unseen) {
        Map<Trajectory, double[]> sums = new IdentityHashMap<>();
        forecaster.forecast(unseen.pieces(), NEXT, (piece, n, ahead) -> {
            double[] sum = sums.computeIfAbsent(piece, any -> new double[2]);
            sum[0] += distance(ahead[0], piece.point(n + 1));
            sum[1]++;
        });
        return unseen.pieces().stream()
                .map(sums::get)
                .mapToDouble(sum -> sum[0] / sum[1])
                .toArray();
    }

    private static double distance(double[] predicted, double[] came) {
        double sum = 0;
        for (int i = 0; i < came.length; i++) {
            sum += (predicted[i] - came[i]) * (predicted[i] - came[i]);
        }
        return Math.sqrt(sum);
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
