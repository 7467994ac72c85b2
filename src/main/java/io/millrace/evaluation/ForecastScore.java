package io.millrace.evaluation;

import java.util.Arrays;
import java.util.List;

/**
 * One forecaster's errors.
 *
 * @param starts how many forecasts
 * @param errors one a horizon of the protocol, in the features' unit
 * @param ade average displacement error: the mean over all starts and all steps up to the last horizon
 */
public record ForecastScore(String forecaster, int starts, List<HorizonError> errors, double ade) {
    public ForecastScore {
        errors = List.copyOf(errors);
    }

    /** Over all starts, in the features' unit. */
    public record HorizonError(double mean, double median) {
        static HorizonError of(double[] errors) {
            double[] sorted = errors.clone();
            Arrays.sort(sorted);
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            return new HorizonError(Arrays.stream(errors).average().orElseThrow(), median);
        }
    }

    /** Final displacement error: the mean at the last horizon. */
    public double fde() {
        return errors.get(errors.size() - 1).mean();
    }

    /** 1 − mean error / the baseline's mean error: 1 is perfect, 0 no better than the baseline, below 0 worse. */
    public double skill(ForecastScore baseline, int horizon) {
        return 1 - errors.get(horizon).mean() / baseline.errors.get(horizon).mean();
    }
}
