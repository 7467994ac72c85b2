package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.baseline.Extrapolation;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.data.TrajectoryCsv;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.evaluation.ForecastProtocol;
import io.millrace.evaluation.NetworkForecaster;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real ball flights, where the folder {@code ../shared} stands beside the checkout: ten are known, the others come later. */
class TableTennisRetrainingTest {
    private static final Path FOLDER = Path.of("../shared/data/table_tennis");
    private static final int KNOWN = 10;
    private static final ChallengeSettings SETTINGS = ChallengeSettings.of(List.of(), 100, 0);

    private static Trajectories older;
    private static Trajectories newer;
    private static Trajectories test;
    private static Contender champion;

    @BeforeAll
    static void aChampionOfTenFlights() throws IOException {
        Path csv = FOLDER.resolve("trajectories.csv");
        assumeTrue(Files.exists(csv), () -> csv + " is not there: skipped");
        Trajectories all = new TrajectoryCsv("stream_id", "i", List.of("x", "y", "z"))
                .read(csv)
                .withoutFirst(1)
                .cutAtGaps(50)
                .ofLength(20);
        StreamSplit split = StreamSplit.read(FOLDER.resolve("split.json"));
        test = all.only(split.test());
        List<Trajectory> flights = oneAfterTheOther(all.only(split.train()).pieces());
        older = new Trajectories(all.features(), flights.subList(0, KNOWN));
        newer = new Trajectories(all.features(), flights.subList(KNOWN, flights.size()));
        TrajectoryModel trained = new TrajectoryTraining(
                        TrajectoryRecipe.standard(3), Kernels.best(), InstantSource.system())
                .train(older, Optional.empty(), TrainingListener.NONE);
        champion = new Contender("1", trained.model(), trained.encoding());
    }

    /** On one clock. */
    private static List<Trajectory> oneAfterTheOther(List<Trajectory> flights) {
        List<Trajectory> shifted = new ArrayList<>();
        for (Trajectory flight : flights) {
            double start = 10_000.0 * shifted.size();
            double[] times = new double[flight.length()];
            Arrays.setAll(times, i -> start + i);
            shifted.add(new Trajectory(flight.stream(), times, flight.points()));
        }
        return shifted;
    }

    private static Verdict challenge(Trajectories fresh) {
        InstantSource clock = InstantSource.system();
        Lesson lesson = new NextPoints(SETTINGS, Extrapolation.constantVelocity(2, 1), Kernels.best(), clock);
        return new Challenger(SETTINGS, lesson, clock)
                .challenge(Optional.of(champion), "2", new ReplayData(older, fresh), TrainingListener.NONE);
    }

    private static double testError(Contender contender) {
        NetworkForecaster forecaster =
                new NetworkForecaster(contender.version(), contender.model(), contender.points(), Kernels.best());
        return 1000
                * ForecastProtocol.STANDARD
                        .score(forecaster, test)
                        .errors()
                        .get(0)
                        .mean();
    }

    @Test
    void theStreamedFlightsMakeABetterModel() {
        Verdict verdict = challenge(newer);
        assertTrue(verdict.promoted(), verdict::describe);
        double before = testError(champion);
        double after = testError(verdict.challenger().orElseThrow());
        String found =
                "mm on the test flights: before %.2f, after %.2f; ".formatted(before, after) + verdict.describe();
        System.out.println(found);
        assertTrue(after <= 0.8 * before, found);
        assertTrue(after <= 7.5, found);
    }

    /** The points to learn from are out of order; those to be judged on are as they came. */
    @Test
    void oneThatLearnedShuffledPointsIsRefused() {
        Random random = new Random(5);
        int learned = newer.pieces().size() * 3 / 4;
        List<Trajectory> mixed = new ArrayList<>();
        for (Trajectory flight : newer.pieces()) {
            List<double[]> points = new ArrayList<>(List.of(flight.points()));
            if (mixed.size() < learned) {
                Collections.shuffle(points, random);
            }
            double[] times = new double[flight.length()];
            Arrays.setAll(times, flight::time);
            mixed.add(new Trajectory(flight.stream(), times, points.toArray(double[][]::new)));
        }
        Verdict verdict = challenge(new Trajectories(newer.features(), mixed));
        System.out.println(verdict.describe());
        assertFalse(verdict.promoted(), verdict::describe);
    }
}
