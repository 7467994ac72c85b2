package io.millrace.evaluation;

import java.util.List;
import java.util.Locale;

/**
 * The scores of several forecasters over the same starts.
 *
 * @param horizons steps ahead, one a column
 */
public record ForecastReport(List<Integer> horizons, List<ForecastScore> scores) {
    public ForecastReport {
        horizons = List.copyOf(horizons);
        scores = List.copyOf(scores);
    }

    /** The score of the named forecaster. */
    public ForecastScore score(String forecaster) {
        return scores.stream()
                .filter(score -> score.forecaster().equals(forecaster))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a score of " + forecaster + ", found "
                        + scores.stream().map(ForecastScore::forecaster).toList()));
    }

    /**
     * Mean / median errors and, against a baseline of this report, the skill at each horizon; ADE and FDE of the farthest.
     *
     * @param unit of the figures printed, such as {@code mm}
     * @param factor from the features' unit to it, such as 1000
     * @param baseline what the skill is measured against
     */
    public String table(String unit, double factor, String baseline) {
        int wide = Math.max(
                9,
                scores.stream()
                        .mapToInt(score -> score.forecaster().length())
                        .max()
                        .orElse(0));
        StringBuilder table = new StringBuilder(cell("predictor", -wide));
        for (int horizon : horizons) {
            table.append(cell(horizon == 1 ? "1 step, " + unit : horizon + " steps, " + unit, 20));
            table.append(cell("skill", 7));
        }
        table.append(cell("ADE, " + unit, 10)).append(cell("FDE, " + unit, 10));
        ForecastScore reference = score(baseline);
        for (ForecastScore score : scores) {
            table.append('\n').append(cell(score.forecaster(), -wide));
            for (int i = 0; i < horizons.size(); i++) {
                ForecastScore.HorizonError error = score.errors().get(i);
                table.append(cell(figure(error.mean() * factor) + " / " + figure(error.median() * factor), 20));
                table.append(cell(Table.skill(score.skill(reference, i)), 7));
            }
            table.append(cell(figure(score.ade() * factor), 10)).append(cell(figure(score.fde() * factor), 10));
        }
        int farthest = horizons.get(horizons.size() - 1);
        return table.append("\nmean / median error over ")
                .append(reference.starts())
                .append(" starts; skill = 1 - mean error / that of ")
                .append(baseline)
                .append("\nADE: mean error over the steps 1 to ")
                .append(farthest)
                .append("; FDE: mean error of step ")
                .append(farthest)
                .append('\n')
                .toString();
    }

    /** Three digits that count. */
    private static String figure(double value) {
        int digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String cell(String text, int width) {
        return String.format(Locale.ROOT, "%" + width + "s", text);
    }
}
