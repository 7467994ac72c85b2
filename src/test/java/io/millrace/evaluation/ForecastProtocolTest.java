package io.millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.baseline.Extrapolation;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastProtocolTest {
    private static final ForecastProtocol PROTOCOL = new ForecastProtocol(2, List.of(1, 3));

    @Test
    void startsHaveEnoughPointsBeforeAndAfter() {
        assertEquals(1716, ForecastProtocol.STANDARD.starts(line(1716 + 16)));
        assertEquals(1, PROTOCOL.starts(line(6)));
        assertEquals(0, PROTOCOL.starts(line(5)));

        List<Integer> starts = new ArrayList<>();
        new BaselineForecaster(Extrapolation.constantPosition(3))
                .forecast(line(8).pieces(), PROTOCOL, (piece, n, ahead) -> starts.add(n));
        assertEquals(List.of(2, 3, 4), starts);
    }

    @Test
    void errorsAreEuclidean() {
        // The line moves by (3, 4): 5 a step.
        ForecastScore score = PROTOCOL.score(new BaselineForecaster(Extrapolation.constantPosition(3)), line(8));

        assertEquals(3, score.starts());
        assertEquals(5, score.errors().get(0).mean(), 1e-12);
        assertEquals(15, score.errors().get(1).median(), 1e-12);
        assertEquals(10, score.ade(), 1e-12); // of 5, 10 and 15
        assertEquals(15, score.fde(), 1e-12);
    }

    @Test
    void meanAndMedianAreOverAllStarts() {
        ForecastScore.HorizonError even = ForecastScore.HorizonError.of(new double[] {4, 1, 2, 9});
        assertEquals(4, even.mean(), 1e-12);
        assertEquals(3, even.median(), 1e-12);
        assertEquals(2, ForecastScore.HorizonError.of(new double[] {9, 1, 2}).median(), 1e-12);
    }

    @Test
    void skillIsTheShareOfTheBaselinesErrorThatIsGone() {
        ForecastScore baseline = score("b", 8, 80);
        ForecastScore model = score("m", 2, 100);

        assertEquals(0.75, model.skill(baseline, 0), 1e-12);
        assertEquals(-0.25, model.skill(baseline, 1), 1e-12);
        assertEquals(0, baseline.skill(baseline, 0), 1e-12);
    }

    @Test
    void theTableHasARowAForecaster() {
        ForecastReport report =
                new ForecastReport(List.of(1, 10), List.of(score("base", 0.008, 0.08), score("lstm", 0.002, 0.1)));

        List<String> expected = List.of(
                "predictor          1 step, mm  skill        10 steps, mm  skill   ADE, mm   FDE, mm",
                "base              8.00 / 7.00   0.00         80.0 / 70.0   0.00      44.0      80.0",
                "lstm              2.00 / 1.75   0.75          100 / 87.5  -0.25      51.0       100",
                "mean / median error over 4 starts; skill = 1 - mean error / that of base",
                "ADE: mean error over the steps 1 to 10; FDE: mean error of step 10");
        assertEquals(expected, report.table("mm", 1000, "base").lines().toList());
    }

    @Test
    void streamsThatAreTooShortAreRefused() {
        BaselineForecaster baseline = new BaselineForecaster(Extrapolation.constantPosition(3));

        assertThrows(IllegalArgumentException.class, () -> PROTOCOL.score(baseline, line(5)));
    }

    private static ForecastScore score(String name, double one, double ten) {
        return new ForecastScore(
                name,
                4,
                List.of(
                        new ForecastScore.HorizonError(one, one * 7 / 8),
                        new ForecastScore.HorizonError(ten, ten * 7 / 8)),
                (one + ten) / 2);
    }

    private static Trajectories line(int length) {
        double[][] points = new double[length][];
        for (int i = 0; i < length; i++) {
            points[i] = new double[] {3 * i, 4 * i};
        }
        return new Trajectories(List.of("x", "y"), List.of(Trajectory.regular("line", points)));
    }
}
