package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.RegressionLoss;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.LearningRate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Sequences that stand in several sets, each of its own length. */
class BucketsTest {
    private static final Architecture ARCHITECTURE = new Architecture(
            1,
            List.of(
                    new RecurrentLayer.Gru("gru", 6, Activation.TANH, Activation.SIGMOID, true, true, false),
                    new Layer.Dense("dense", 1, Activation.LINEAR, true)));
    private static final TrainingSettings SETTINGS = new TrainingSettings(
                    RegressionLoss.MEAN_SQUARED_ERROR, new Adam(LearningRate.constant(0.01)))
            .withBatchSize(4);
    private static final Weights START = InitialWeights.of(ARCHITECTURE, 3);

    /** What comes next in sines of {@code steps} steps, in arrays of {@code padded} steps. */
    private static TrainingSet sines(int sequences, int steps, int padded, int phase) {
        float[] inputs = new float[sequences * padded];
        float[] targets = new float[sequences];
        Arrays.fill(inputs, 1e3f); // whoever reads padding is found out
        for (int i = 0; i < sequences; i++) {
            for (int t = 0; t < steps; t++) {
                inputs[i * padded + t] = (float) Math.sin(0.3 * t + i + phase);
            }
            targets[i] = (float) Math.sin(0.3 * steps + i + phase);
        }
        int[] lengths = new int[sequences];
        Arrays.fill(lengths, steps);
        return new TrainingSet(new TrainingSet.Shape(sequences, padded, 1, 1, false), inputs, targets)
                .withLengths(lengths);
    }

    private static Trainer trainer(TrainingSettings settings) {
        return new Trainer(settings, Kernels.best(), InstantSource.fixed(Instant.EPOCH));
    }

    private static Trained train(TrainingSettings settings, List<TrainingSet> buckets) {
        return trainer(settings).train(START, buckets, List.of(), TrainingListener.NONE);
    }

    @Test
    void bucketsAreWorthWhatTheirSequencesAreWorthPaddedAlike() {
        List<TrainingSet> tight = List.of(sines(6, 5, 5, 0), sines(10, 9, 9, 50));
        double six = trainer(SETTINGS).evaluate(START, sines(6, 5, 9, 0)).loss();
        double ten = trainer(SETTINGS).evaluate(START, sines(10, 9, 9, 50)).loss();

        assertEquals(
                (6 * six + 10 * ten) / 16,
                trainer(SETTINGS).evaluate(START, tight).loss(),
                1e-9);
    }

    @Test
    void oneBucketGivesTheBitsOfTheSet() {
        TrainingSet set = sines(10, 7, 7, 0);
        float[] plain = trainer(SETTINGS.withEpochs(3))
                .train(START, set, Optional.empty(), TrainingListener.NONE)
                .weights()
                .toArray();

        assertArrayEquals(
                plain, train(SETTINGS.withEpochs(3), List.of(set)).weights().toArray());
    }

    @Test
    void batchesOfAllBucketsFollowEachOtherByLot() {
        List<TrainingSet> buckets = List.of(sines(8, 5, 5, 0), sines(8, 9, 9, 50));
        List<TrainingSet> turned = List.of(buckets.get(1), buckets.get(0));

        float[] inOrder = train(SETTINGS.withShuffle(false), buckets).weights().toArray();
        float[] byLot = train(SETTINGS, buckets).weights().toArray();

        assertTrue(!Arrays.equals(inOrder, byLot), "the order of batches does not matter");
        assertTrue(
                !Arrays.equals(
                        inOrder,
                        train(SETTINGS.withShuffle(false), turned).weights().toArray()),
                "the order of buckets does not matter");
        assertArrayEquals(byLot, train(SETTINGS, buckets).weights().toArray());
    }

    @Test
    void aNetworkLearnsFromBucketsOfDifferentLengths() {
        List<TrainingSet> buckets = List.of(sines(12, 6, 6, 0), sines(13, 9, 9, 50), sines(5, 12, 12, 90));

        List<EpochReport> epochs =
                train(SETTINGS.withEpochs(60), buckets).report().epochs();

        double first = epochs.get(0).loss();
        double last = epochs.get(59).loss();
        assertTrue(last < 0.05 * first, first + " to " + last);
    }

    @Test
    void aTrainingOnBucketsResumesAsIfItHadNeverStopped() {
        List<TrainingSet> buckets = List.of(sines(10, 5, 5, 0), sines(9, 9, 9, 50));
        Checkpoint[] second = new Checkpoint[1];
        TrainingListener keepsTheSecond = new TrainingListener() {
            private int epoch;

            @Override
            public void checkpoint(boolean better, Supplier<Checkpoint> checkpoint) {
                second[0] = ++epoch == 2 ? checkpoint.get() : second[0];
            }
        };
        float[] unbroken = trainer(SETTINGS.withEpochs(5))
                .train(START, buckets, List.of(), keepsTheSecond)
                .weights()
                .toArray();

        float[] resumed = trainer(SETTINGS.withEpochs(5))
                .resume(second[0], buckets, List.of(), TrainingListener.NONE)
                .weights()
                .toArray();

        assertArrayEquals(unbroken, resumed);
    }

    @Test
    void aReportCountsAllSequencesAndUpdates() {
        Trained trained = train(SETTINGS, List.of(sines(10, 5, 5, 0), sines(9, 9, 9, 50)));

        assertEquals(19, trained.report().data().sequences());
        assertEquals(9, trained.report().data().steps());
        assertEquals(6, trained.updates()); // 3 of 10, 3 of 9
    }

    @Test
    void statesCannotGoOnFromOneBucketToAnother() {
        TrainingSettings stateful = SETTINGS.withShuffle(false).withStateful(true);

        assertEquals(
                "training: expected one set of sequences, found 2",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> train(stateful, List.of(sines(8, 5, 5, 0), sines(8, 9, 9, 0))))
                        .getMessage());
        assertEquals(
                "training: expected a set of sequences, found 0",
                assertThrows(IllegalArgumentException.class, () -> train(SETTINGS, List.of()))
                        .getMessage());
    }
}
