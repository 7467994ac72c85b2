package io.millrace.evaluation;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import java.util.Arrays;
import java.util.List;

/**
 * From every point that has enough points before and after it, some steps ahead; the error is the Euclidean distance
 * from the point that came, in the features' unit.
 *
 * @param before points that lie before a start, the same for all forecasters
 * @param horizons how many steps ahead, rising
 */
public record ForecastProtocol(int before, List<Integer> horizons) {
    /** One step and ten, from every point with 6 before it. */
    public static final ForecastProtocol STANDARD = new ForecastProtocol(6, List.of(1, 10));

    public ForecastProtocol {
        horizons = List.copyOf(horizons);
        if (before < 0 || horizons.isEmpty() || horizons.get(0) < 1) {
            throw new IllegalArgumentException(
                    "protocol: expected horizons of at least 1, found " + horizons + " with " + before + " before");
        }
        for (int i = 1; i < horizons.size(); i++) {
            if (horizons.get(i) <= horizons.get(i - 1)) {
                throw new IllegalArgumentException("horizons: expected them to rise, found " + horizons);
            }
        }
    }

    /** The last horizon. */
    public int farthest() {
        return horizons.get(horizons.size() - 1);
    }

    /** Whether forecasts start at point {@code n} of a piece of {@code length} points. */
    public boolean startsAt(int n, int length) {
        return n >= before && n < length - farthest();
    }

    /** Starts of all pieces. */
    public int starts(Trajectories trajectories) {
        return trajectories.pieces().stream()
                .mapToInt(piece -> Math.max(0, piece.length() - farthest() - before))
                .sum();
    }

    /** The forecaster's errors over all starts. */
    public ForecastScore score(Forecaster forecaster, Trajectories trajectories) {
        int starts = starts(trajectories);
        if (starts == 0) {
            throw new IllegalArgumentException("evaluation: expected a stream of at least " + (before + farthest() + 1)
                    + " points, found none among " + trajectories.pieces().size());
        }
        double[][] errors = new double[horizons.size()][starts];
        int[] count = new int[1];
        double[] sum = new double[1];
        forecaster.forecast(trajectories.pieces(), this, (piece, n, ahead) -> {
            int start = count[0]++;
            for (int step = 1; step <= farthest(); step++) {
                double error = distance(ahead[step - 1], piece, n + step);
                sum[0] += error;
                int horizon = horizons.indexOf(step);
                if (horizon >= 0) {
                    errors[horizon][start] = error;
                }
            }
        });
        if (count[0] != starts) {
            throw new IllegalStateException(
                    forecaster.name() + ": expected " + starts + " forecasts, found " + count[0]);
        }
        return new ForecastScore(
                forecaster.name(),
                starts,
                Arrays.stream(errors).map(ForecastScore.HorizonError::of).toList(),
                sum[0] / ((double) starts * farthest()));
    }

    private static double distance(double[] predicted, Trajectory piece, int n) {
        double[] came = piece.point(n);
        double sum = 0;
        for (int f = 0; f < came.length; f++) {
            sum += (predicted[f] - came[f]) * (predicted[f] - came[f]);
        }
        return Math.sqrt(sum);
    }

    /** The scores of several forecasters, in their order. */
    public ForecastReport report(List<Forecaster> forecasters, Trajectories trajectories) {
        return new ForecastReport(
                horizons,
                forecasters.stream()
                        .map(forecaster -> score(forecaster, trajectories))
                        .toList());
    }
}
