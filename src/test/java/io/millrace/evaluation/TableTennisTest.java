package io.millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.baseline.Baseline;
import io.millrace.baseline.Extrapolation;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.TrajectoryCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real ball flights, where the folder {@code ../shared} stands beside the checkout: figures worked out independently. */
class TableTennisTest {
    private static final Path FOLDER = Path.of("../shared/data/table_tennis");
    private static final double GRAVITY = 9.81;
    private static final double STEP = 0.01; // seconds

    @Test
    void theBaselinesHaveTheirKnownErrors() throws IOException {
        Trajectories test = testFlights();

        assertEquals(1716, ForecastProtocol.STANDARD.starts(test));
        assertErrors(test, Extrapolation.constantPosition(10), 33.59, 31.82, 321.47, 319.91);
        assertErrors(test, Extrapolation.constantVelocity(2, 10), 12.57, 5.71, 127.39, 82.31);
        assertErrors(test, Extrapolation.constantVelocity(5, 10), 12.36, 8.55, 110.44, 74.48);
        assertErrors(test, Extrapolation.constantAcceleration(3, 10), 23.07, 18.17, 760.95, 448.93);
        assertErrors(test, Extrapolation.constantAcceleration(7, 10), 13.86, 9.53, 183.56, 106.60);
        double[] down = {0, 0, -GRAVITY};
        assertErrors(test, Extrapolation.ballistic(5, down, STEP, 10), 11.64, 7.26, 71.99, 17.10);
    }

    /** In millimetres, as NumPy has them with {@code pinv} on the same starts. */
    private static void assertErrors(
            Trajectories test, Baseline baseline, double mean1, double median1, double mean10, double median10) {
        ForecastScore score = ForecastProtocol.STANDARD.score(new BaselineForecaster(baseline), test);
        ForecastScore.Error one = score.errors().get(0);
        ForecastScore.Error ten = score.errors().get(1);
        assertEquals(mean1, 1000 * one.mean(), 0.005, baseline.name());
        assertEquals(median1, 1000 * one.median(), 0.005, baseline.name());
        assertEquals(mean10, 1000 * ten.mean(), 0.005, baseline.name());
        assertEquals(median10, 1000 * ten.median(), 0.005, baseline.name());
    }

    private static Trajectories testFlights() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: no table tennis data in " + FOLDER);
        Trajectories all = new TrajectoryCsv("stream_id", "i", List.of("x", "y", "z"))
                .read(FOLDER.resolve("trajectories.csv"))
                .withoutFirst(1)
                .cutAtGaps(50)
                .ofLength(20);
        return all.only(StreamSplit.read(FOLDER.resolve("split.json")).test());
    }
}
