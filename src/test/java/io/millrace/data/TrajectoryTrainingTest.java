package io.millrace.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.EpochReport;
import io.millrace.training.TrainingListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrajectoryTrainingTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final TrajectoryRecipe RECIPE = TrajectoryRecipe.standard(2)
            .withLayers(List.of(
                    new RecurrentLayer.Gru("gru", 8, Activation.TANH, Activation.SIGMOID, true, true, true),
                    new Layer.Dense("dense", 2, Activation.LINEAR, true)))
            .withEpochs(150);

    @Test
    void aNetworkLearnsToFollowCircles() {
        TrajectoryModel trained = train(RECIPE, circles(1), Optional.of(circles(2)));

        List<EpochReport> epochs = trained.report().epochs();
        double first = epochs.get(0).validation().orElseThrow().loss();
        double last = epochs.get(149).validation().orElseThrow().loss();
        assertTrue(last < 0.1 * first, "validation loss " + first + " to " + last);
    }

    @Test
    void whatOnlyTheTimesTellIsLearntByANetworkThatReadsThem() {
        double blind = last(train(RECIPE, echoes(1), Optional.of(echoes(2))));
        double seeing = last(train(RECIPE.withInterval(), echoes(1), Optional.of(echoes(2))));
        assertTrue(seeing < 0.2 * blind, "validation loss " + blind + ", with intervals " + seeing);
    }

    /** Every point says how long the interval before the last point was. */
    private static Trajectories echoes(long seed) {
        Random random = new Random(seed);
        List<Trajectory> echoes = new ArrayList<>();
        for (int s = 0; s < 16; s++) {
            double[] times = new double[60];
            double[][] points = new double[60][2];
            for (int i = 1; i < times.length; i++) {
                times[i] = times[i - 1] + 0.5 + random.nextDouble();
                points[i][0] = i < 2 ? 0 : times[i - 1] - times[i - 2];
            }
            echoes.add(new Trajectory("echo" + s, times, points));
        }
        return new Trajectories(List.of("x", "y"), echoes);
    }

    private static double last(TrajectoryModel trained) {
        List<EpochReport> epochs = trained.report().epochs();
        return epochs.get(epochs.size() - 1).validation().orElseThrow().loss();
    }

    @Test
    void theSameStreamsAndRecipeGiveTheSameBits() {
        float[] once = weights(train(RECIPE.withEpochs(2), circles(1), Optional.empty()));
        float[] again = weights(train(RECIPE.withEpochs(2).withThreads(2), circles(1), Optional.empty()));
        float[] others = weights(train(RECIPE.withEpochs(2).withSeed(1), circles(1), Optional.empty()));

        assertArrayEquals(once, again);
        assertFalse(Arrays.equals(once, others));
    }

    @Test
    void retrainingGoesOnFromTheModelWithItsScaling() {
        TrajectoryModel champion = train(RECIPE, circles(1), Optional.empty());

        TrajectoryModel challenger = new TrajectoryTraining(RECIPE.withEpochs(1), Kernels.best(), CLOCK)
                .retrain(champion.encoding(), champion.model(), circles(2), Optional.empty(), TrainingListener.NONE);

        assertSame(champion.encoding(), challenger.encoding());
        assertEquals(champion.model().architecture(), challenger.model().architecture());
        double untrained = champion.report().epochs().get(0).loss();
        double retrained = challenger.report().epochs().get(0).loss();
        assertTrue(retrained < 0.5 * untrained, "loss " + untrained + " fresh, " + retrained + " going on");
    }

    @Test
    void aNetworkOfAnotherWidthThanThePointsIsRefused() {
        TrajectoryRecipe wide = TrajectoryRecipe.standard(3);

        assertThrows(IllegalArgumentException.class, () -> train(wide, circles(1), Optional.empty()));
    }

    private static TrajectoryModel train(
            TrajectoryRecipe recipe, Trajectories training, Optional<Trajectories> validation) {
        return new TrajectoryTraining(recipe, Kernels.best(), CLOCK).train(training, validation, TrainingListener.NONE);
    }

    private static float[] weights(TrajectoryModel trained) {
        return trained.model().weights().toArray();
    }

    /** Points that run round circles of different size and speed. */
    private static Trajectories circles(long seed) {
        Random random = new Random(seed);
        List<Trajectory> circles = new ArrayList<>();
        for (int s = 0; s < 16; s++) {
            double radius = 1 + random.nextDouble();
            double speed = 0.2 + 0.2 * random.nextDouble();
            double phase = 6 * random.nextDouble();
            double[][] points = new double[60][];
            for (int i = 0; i < points.length; i++) {
                double angle = phase + speed * i;
                points[i] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
            }
            circles.add(Trajectory.regular("circle" + s, points));
        }
        return new Trajectories(List.of("x", "y"), circles);
    }
}
