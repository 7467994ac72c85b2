package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.baseline.Baseline;
import io.millrace.baseline.Extrapolation;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.demo.BallKind;
import io.millrace.demo.BallSimulation;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.TrainingListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A small network that learned one kind of ball, and what comes of flights of another. */
class ChallengerTest {
    private static final List<Layer> SMALL = List.of(
            new RecurrentLayer.Gru("gru", 16, Activation.TANH, Activation.SIGMOID, true, true, true),
            new Layer.Dense("dense", 3, Activation.LINEAR, true));
    private static final ChallengeSettings SETTINGS = ChallengeSettings.of(SMALL, 8, 1);
    private static final Baseline BASELINE = Extrapolation.constantVelocity(2, 1);
    private static final Trajectories NONE = new Trajectories(BallSimulation.FEATURES, List.of());

    private static Trajectories usual;
    private static Trajectories foam;
    private static Contender champion;

    @BeforeAll
    static void aChampionOfTheUsualBall() {
        usual = flights(BallKind.TABLE_TENNIS, 50, 3);
        foam = flights(BallKind.FOAM, 50, 4);
        TrajectoryRecipe recipe = TrajectoryRecipe.standard(3).withLayers(SMALL).withEpochs(12);
        TrajectoryModel trained = new TrajectoryTraining(recipe, Kernels.best(), InstantSource.system())
                .train(usual, Optional.empty(), TrainingListener.NONE);
        champion = new Contender("1", trained.model(), trained.encoding());
    }

    private static Trajectories flights(BallKind kind, int count, long seed) {
        List<Trajectory> pieces = new ArrayList<>();
        for (double[][] points : new BallSimulation(new Random(seed), kind).flights(count)) {
            pieces.add(at(2 * pieces.size(), "f" + seed + "-" + pieces.size(), points));
        }
        return new Trajectories(BallSimulation.FEATURES, pieces);
    }

    private static Trajectory at(double start, String stream, double[][] points) {
        double[] times = new double[points.length];
        Arrays.setAll(times, i -> start + i * BallSimulation.TIME_STEP);
        return new Trajectory(stream, times, points);
    }

    private static Challenger challenger(ChallengeSettings settings, InstantSource clock) {
        return new Challenger(settings, new NextPoints(settings, BASELINE, Kernels.best(), clock), clock);
    }

    private static Verdict challenge(ChallengeSettings settings, Optional<Contender> held, ReplayData data) {
        return challenger(settings, InstantSource.system()).challenge(held, "2", data, TrainingListener.NONE);
    }

    private static Trajectories mapped(Trajectories all, java.util.function.UnaryOperator<double[][]> change) {
        List<Trajectory> pieces = new ArrayList<>();
        for (Trajectory piece : all.pieces()) {
            pieces.add(at(piece.time(0), piece.stream(), change.apply(piece.points())));
        }
        return new Trajectories(all.features(), pieces);
    }

    @Test
    void anotherBallMakesABetterModelWhichIsPromoted() {
        Verdict verdict = challenge(SETTINGS, Optional.of(champion), new ReplayData(usual, foam));
        assertTrue(verdict.promoted(), verdict::describe);
        assertTrue(verdict.challengerError() < 0.9 * verdict.championError(), verdict::describe);
        assertTrue(verdict.chance() < 0.05, verdict::describe);
        assertEquals("2", verdict.challenger().orElseThrow().version());
    }

    @Test
    void theSameDataGiveTheSameBits() {
        ReplayData data = new ReplayData(usual, foam);
        Verdict once = challenge(SETTINGS, Optional.of(champion), data);
        Verdict again = challenge(SETTINGS, Optional.of(champion), data);
        assertEquals(once.describe(), again.describe());
        assertArrayEquals(
                once.challenger().orElseThrow().model().weights().toArray(),
                again.challenger().orElseThrow().model().weights().toArray());
    }

    @Test
    void withoutAChampionOneBeginsFromScratch() {
        Verdict verdict = challenge(
                ChallengeSettings.of(SMALL, 20, 1),
                Optional.empty(),
                new ReplayData(NONE, flights(BallKind.FOAM, 80, 5)));
        assertTrue(verdict.promoted(), verdict::describe);
        assertTrue(verdict.challengerError() < verdict.baselineError(), verdict::describe);
    }

    @Test
    void fromScratchItHasWeightsAndScalingOfItsOwn() {
        Verdict verdict = challenge(
                ChallengeSettings.of(SMALL, 20, 1).fromScratch(),
                Optional.of(champion),
                new ReplayData(NONE, flights(BallKind.FOAM, 80, 5)));
        assertTrue(verdict.promoted(), verdict::describe);
        Contender fresh = verdict.challenger().orElseThrow();
        assertNotEquals(champion.encoding(), fresh.encoding());
        Verdict without = challenge(
                ChallengeSettings.of(SMALL, 20, 1),
                Optional.empty(),
                new ReplayData(NONE, flights(BallKind.FOAM, 80, 5)));
        assertArrayEquals(
                without.challenger().orElseThrow().model().weights().toArray(),
                fresh.model().weights().toArray());
    }

    @Test
    void whatIsNotBetterByTheMarginIsRefused() {
        ChallengeSettings demanding =
                new ChallengeSettings(SMALL, false, 1, 1e-5, 0.3, 0.2, 0.5, 0.05, 1, Duration.ofMinutes(1), 1 << 28);
        Verdict verdict = challenge(
                demanding, Optional.of(champion), new ReplayData(NONE, flights(BallKind.TABLE_TENNIS, 50, 8)));
        assertEquals(Verdict.Outcome.NOT_BETTER, verdict.outcome(), verdict::describe);
        assertTrue(verdict.challenger().isEmpty());
    }

    @Test
    void oneThatLearnedShuffledPointsIsRefused() {
        Random random = new Random(9);
        int learned = 40;
        Trajectories shuffled = mapped(foam, points -> {
            List<double[]> order = new ArrayList<>(List.of(points));
            Collections.shuffle(order, random);
            return order.toArray(double[][]::new);
        });
        List<Trajectory> mixed = new ArrayList<>(shuffled.pieces().subList(0, learned));
        mixed.addAll(foam.pieces().subList(learned, foam.pieces().size()));
        Verdict verdict = challenge(
                SETTINGS, Optional.of(champion), new ReplayData(NONE, new Trajectories(foam.features(), mixed)));
        assertFalse(verdict.promoted(), verdict::describe);
    }

    @Test
    void constantDataCannotBeatTheBaseline() {
        Trajectories still = mapped(foam, points -> {
            double[][] same = new double[points.length][];
            Arrays.fill(same, new double[] {1, 2, 3});
            return same;
        });
        assertFalse(challenge(SETTINGS, Optional.empty(), new ReplayData(NONE, still))
                .promoted());
    }

    @Test
    void aChampionThatLeavesTheRangeOfNumbersIsNoReasonToStop() {
        float[] weights = champion.model().weights().toArray();
        Arrays.fill(weights, 1e30f);
        SequenceModel broken = new SequenceModel(new Weights(champion.model().architecture(), weights));
        Verdict verdict = challenge(
                SETTINGS, Optional.of(new Contender("1", broken, champion.encoding())), new ReplayData(NONE, foam));
        assertFalse(verdict.promoted());
    }

    @Test
    void tooLittleIsSaid() {
        Trajectories few = new Trajectories(foam.features(), foam.pieces().subList(0, 7));
        Trajectories one = new Trajectories(foam.features(), foam.pieces().subList(0, 1));
        for (Trajectories newer : List.of(NONE, one, few)) {
            Verdict verdict = challenge(SETTINGS, Optional.of(champion), new ReplayData(usual, newer));
            assertEquals(Verdict.Outcome.TOO_LITTLE_DATA, verdict.outcome());
            assertTrue(verdict.describe().contains("expected at least 4 sequences"), verdict::describe);
        }
        Verdict cramped = challenge(SETTINGS.withMemory(10_000), Optional.of(champion), new ReplayData(usual, foam));
        assertEquals(Verdict.Outcome.TOO_LITTLE_DATA, cramped.outcome());
        assertTrue(cramped.describe().contains("bytes of memory"), cramped::describe);
    }

    @Test
    void oneEndlessStreamIsCutInTime() {
        List<double[]> points = new ArrayList<>();
        usual.pieces().forEach(piece -> points.addAll(List.of(piece.points())));
        Trajectories endless =
                new Trajectories(foam.features(), List.of(at(0, "one", points.toArray(double[][]::new))));
        Verdict verdict =
                challenge(ChallengeSettings.of(SMALL, 1, 1), Optional.of(champion), new ReplayData(NONE, endless));
        assertEquals(6, verdict.sequences(), verdict::describe);
    }

    @Test
    void whenTimeIsOverTheTrainingEnds() {
        InstantSource fast = new InstantSource() {
            private Instant now = Instant.EPOCH;

            @Override
            public Instant instant() {
                now = now.plusSeconds(1);
                return now;
            }
        };
        List<Integer> epochs = new ArrayList<>();
        challenger(ChallengeSettings.of(SMALL, 1000, 1).withTime(Duration.ofSeconds(60)), fast)
                .challenge(Optional.of(champion), "2", new ReplayData(usual, foam), new TrainingListener() {
                    @Override
                    public void epochEnded(io.millrace.training.EpochReport report) {
                        epochs.add(report.epoch());
                    }
                });
        assertTrue(epochs.size() < 60, epochs::toString);
    }
}
