package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.PlainLayer;
import io.millrace.network.Recurrence;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.Accuracy;
import io.millrace.training.loss.BinaryCrossentropy;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.RegressionLoss;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.Sgd;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final Architecture SINE = new Architecture(
            1,
            List.of(
                    new RecurrentLayer.Lstm("lstm", 16, Activation.TANH, Activation.SIGMOID, true, true),
                    new Layer.Dense("dense", 1, Activation.LINEAR, true)));
    private static final TrainingSettings SETTINGS = settings(RegressionLoss.MEAN_SQUARED_ERROR);
    private static final InstantSource CLOCK = new TickingClock();

    private static TrainingSettings settings(Loss loss) {
        return new TrainingSettings(loss, new Adam(LearningRate.constant(1e-2))).withSeed(4);
    }

    /** Sines of many phases; the target is the next value. */
    private static TrainingSet sines(int sequences, int steps, long seed) {
        Random random = new Random(seed);
        float[] inputs = new float[sequences * steps];
        float[] targets = new float[sequences * steps];
        for (int i = 0; i < sequences; i++) {
            double phase = random.nextDouble() * 2 * Math.PI;
            for (int t = 0; t < steps; t++) {
                inputs[i * steps + t] = (float) Math.sin(phase + 0.3 * t);
                targets[i * steps + t] = (float) Math.sin(phase + 0.3 * (t + 1));
            }
        }
        return new TrainingSet(new TrainingSet.Shape(sequences, steps, 1, 1, true), inputs, targets);
    }

    private static Trained train(TrainingSettings settings, TrainingSet set) {
        return train(settings, set, Optional.empty(), TrainingListener.NONE);
    }

    private static Trained train(
            TrainingSettings settings, TrainingSet set, Optional<TrainingSet> validation, TrainingListener listener) {
        return new Trainer(settings, Kernels.best(), CLOCK)
                .train(InitialWeights.of(SINE, 1), set, validation, listener);
    }

    @Test
    void anLstmLearnsToContinueASine() {
        TrainingSettings settings = SETTINGS.withEpochs(100).withMetrics(List.of(RegressionLoss.MEAN_ABSOLUTE_ERROR));
        Trained trained = train(settings, sines(64, 20, 1));
        Evaluation unseen = new Trainer(settings, Kernels.best(), CLOCK).evaluate(trained.weights(), sines(32, 20, 2));
        // Repeating the last value costs 0.045. The first step cannot know whether the sine rises, which costs 0.0022.
        assertTrue(unseen.loss() < 0.01, unseen::toString);
        assertTrue(unseen.metrics().get("mean_absolute_error") < 0.1, unseen::toString);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGruLearnsParity(boolean resetAfter) {
        Random random = new Random(2);
        int sequences = 256;
        int steps = 6;
        float[] bits = new float[sequences * steps];
        float[] parity = new float[sequences];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = random.nextInt(2);
            parity[i / steps] = (parity[i / steps] + bits[i]) % 2;
        }
        TrainingSet set = new TrainingSet(new TrainingSet.Shape(sequences, steps, 1, 1, false), bits, parity);
        Architecture architecture = new Architecture(
                1,
                List.of(
                        new RecurrentLayer.Gru("gru", 12, Activation.TANH, Activation.SIGMOID, true, resetAfter, false),
                        new Layer.Dense("dense", 1, Activation.SIGMOID, true)));
        TrainingSettings settings =
                settings(new BinaryCrossentropy()).withEpochs(150).withMetrics(List.of(Accuracy.BINARY));
        Trained trained = new Trainer(settings, Kernels.best(), CLOCK)
                .train(InitialWeights.of(architecture, 3), set, Optional.empty(), TrainingListener.NONE);
        List<EpochReport> epochs = trained.report().epochs();
        assertTrue(epochs.get(0).metrics().get("binary_accuracy") < 0.7);
        assertEquals(1, epochs.get(epochs.size() - 1).metrics().get("binary_accuracy"));
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherOnesDoNot() {
        TrainingSet set = sines(50, 12, 1);
        float[] first = train(SETTINGS.withEpochs(2), set).weights().toArray();
        assertArrayEquals(first, train(SETTINGS.withEpochs(2), set).weights().toArray());
        assertFalse(Arrays.equals(
                first, train(SETTINGS.withEpochs(2).withSeed(5), set).weights().toArray()));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void anyNumberOfThreadsGivesTheSameBits(int threads) {
        TrainingSet set = sines(3 * ShardedPass.SHARD_ROWS + 7, 12, 1);
        TrainingSettings settings = SETTINGS.withEpochs(2)
                .withBatchSize(2 * ShardedPass.SHARD_ROWS + 3)
                .withTruncation(5);
        Trained one = train(settings, set, Optional.of(sines(70, 12, 2)), TrainingListener.NONE);
        Trained many = train(settings.withThreads(threads), set, Optional.of(sines(70, 12, 2)), TrainingListener.NONE);
        assertArrayEquals(one.weights().toArray(), many.weights().toArray());
        assertEquals(
                one.report().epochs().get(1).validation(),
                many.report().epochs().get(1).validation());
    }

    @Test
    void paddingChangesNothing() {
        TrainingSet plain = sines(20, 8, 1);
        float[] inputs = new float[20 * 11];
        float[] targets = new float[20 * 11];
        Arrays.fill(inputs, 100f);
        for (int i = 0; i < 20; i++) {
            for (int t = 0; t < 8; t++) {
                inputs[i * 11 + t] = plain.inputs().get(0).values()[i * 8 + t];
                targets[i * 11 + t] = plain.targets().get(0).values()[i * 8 + t];
            }
        }
        int[] lengths = new int[20];
        Arrays.fill(lengths, 8);
        TrainingSet padded =
                new TrainingSet(new TrainingSet.Shape(20, 11, 1, 1, true), inputs, targets).withLengths(lengths);
        assertArrayEquals(
                train(SETTINGS, plain).weights().toArray(),
                train(SETTINGS, padded).weights().toArray());
    }

    @Test
    void aTargetOfWeightZeroIsAsIfItWereNot() {
        TrainingSet set = sines(20, 8, 1);
        float[] weights = new float[20 * 8];
        Arrays.fill(weights, 1f);
        weights[5] = 0;
        float[] targets = set.targets().get(0).values().clone();
        targets[5] = 1e6f;
        float[] inputs = new float[20 * 8];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = set.inputs().get(0).values()[i];
        }
        Trained wild = train(SETTINGS, new TrainingSet(set.shape(), inputs, targets).withWeights(weights));
        Trained tame = train(SETTINGS, set.withWeights(weights));
        assertArrayEquals(tame.weights().toArray(), wild.weights().toArray());
        assertEquals(
                tame.report().epochs().get(0).loss(),
                wild.report().epochs().get(0).loss());
    }

    @Test
    void whereNothingCountsNothingChanges() {
        TrainingSet set = sines(4, 8, 1).withWeights(new float[4 * 8]);
        assertArrayEquals(
                InitialWeights.of(SINE, 1).toArray(),
                train(SETTINGS, set).weights().toArray());
    }

    @Test
    void earlyStoppingRestoresTheBestWeights() {
        TrainingSet set = sines(32, 10, 1);
        TrainingSet opposite = sines(32, 10, 2);
        for (int i = 0; i < opposite.targets().get(0).values().length; i++) {
            opposite.targets().get(0).values()[i] *=
                    -0.2f; // the better the training, the worse the validation, after a while
        }
        List<Weights> afterEpochs = new ArrayList<>();
        TrainingSettings settings = SETTINGS.withEpochs(30);
        for (int epochs = 1; epochs <= 6; epochs++) {
            afterEpochs.add(train(SETTINGS.withEpochs(epochs), set).weights());
        }
        Trained trained = train(
                settings.withEarlyStopping(new EarlyStopping(3)), set, Optional.of(opposite), TrainingListener.NONE);
        TrainingReport report = trained.report();
        assertEquals(TrainingReport.End.NO_LONGER_BETTER, report.end());
        assertEquals(report.bestEpoch() + 3, report.epochs().size());
        double best = report.epochs().stream()
                .mapToDouble(EpochReport::comparedLoss)
                .min()
                .orElseThrow();
        assertEquals(best, report.epochs().get(report.bestEpoch() - 1).comparedLoss());
        assertArrayEquals(
                afterEpochs.get(report.bestEpoch() - 1).toArray(),
                trained.weights().toArray());
        assertEquals(
                best,
                new Trainer(settings, Kernels.best(), CLOCK)
                        .evaluate(trained.weights(), opposite)
                        .loss());
    }

    @Test
    void aTruncatedTrainingLearnsFromLongSequences() {
        TrainingSet set = sines(8, 400, 1);
        TrainingSettings settings = SETTINGS.withTruncation(20).withEpochs(4);
        assertEquals(80, settings.updates(set.shape()));
        Trained trained = train(settings, set);
        assertTrue(trained.report().epochs().get(3).loss() < 0.01, trained.report()::toString);
    }

    @Test
    void aListenerSeesEveryUpdateAndMayEndTheTraining() {
        List<Double> done = new ArrayList<>();
        List<Integer> epochs = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void updated(Progress progress) {
                done.add(progress.fractionDone());
            }

            @Override
            public void epochEnded(EpochReport report) {
                epochs.add(report.epoch());
            }

            @Override
            public boolean isCancelled() {
                return done.size() == 5;
            }
        };
        Trained trained = train(SETTINGS.withEpochs(4).withBatchSize(16), sines(32, 5, 1), Optional.empty(), listener);
        assertEquals(List.of(.125, .25, .375, .5, .625), done);
        assertEquals(List.of(1, 2), epochs);
        assertEquals(TrainingReport.End.CANCELLED, trained.report().end());
        assertEquals(2, trained.report().epochs().size());
    }

    @Test
    void theReportTellsWhatIsNeededToRepeatTheTraining() {
        TrainingReport report = train(SETTINGS.withEpochs(2), sines(32, 5, 1)).report();
        assertEquals(4, report.settings().seed());
        assertEquals(32, report.data().sequences());
        assertEquals(SINE.parameterCount(), report.parameters());
        assertEquals(5, report.seconds()); // the clock ticks a second at each look: two a epoch, two around them
        assertEquals(1e-2, report.epochs().get(1).learningRate());
    }

    @Test
    void aLossThatIsNoLongerFiniteEndsTheTrainingInOneLine() {
        TrainingSettings settings = new TrainingSettings(
                        RegressionLoss.MEAN_SQUARED_ERROR, new Sgd(LearningRate.constant(1e30)))
                .withBatchSize(8);
        String message = assertThrows(TrainingDivergedException.class, () -> train(settings, sines(32, 5, 1)))
                .getMessage();
        assertTrue(
                message.matches("loss: expected a finite number, found (NaN|Infinity) at epoch 1, update [2-4]; .*"),
                message);
    }

    @Test
    void weightsThatAreNoLongerFiniteEndTheTrainingToo() {
        TrainingSettings settings = new TrainingSettings(
                        RegressionLoss.MEAN_SQUARED_ERROR, new Sgd(LearningRate.constant(1e45)))
                .withBatchSize(32);
        String message = assertThrows(TrainingDivergedException.class, () -> train(settings, sines(32, 5, 1)))
                .getMessage();
        assertTrue(message.startsWith("weights: expected a finite number, found"), message);
    }

    @Test
    void clippingKeepsATrainingFromDiverging() {
        TrainingSettings settings = new TrainingSettings(
                        RegressionLoss.MEAN_SQUARED_ERROR, new Sgd(LearningRate.constant(10)))
                .withBatchSize(8)
                .withEpochs(3);
        double wild = lossOrInfinity(settings);
        double tame = lossOrInfinity(settings.withClipping(GradientClipping.globalNorm(0.01)));
        assertTrue(tame < 1 && wild > 100 * tame, wild + " " + tame);
    }

    private static double lossOrInfinity(TrainingSettings settings) {
        try {
            return train(settings, sines(32, 5, 1)).report().epochs().get(2).loss();
        } catch (TrainingDivergedException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        TrainingSet wide = new TrainingSet(new TrainingSet.Shape(2, 3, 2, 1, true), new float[12], new float[6]);
        assertEquals("training inputs: expected 1 features, as the network reads, found 2", refusal(SETTINGS, wide));
        TrainingSet two = new TrainingSet(new TrainingSet.Shape(2, 3, 1, 2, true), new float[6], new float[12]);
        assertEquals("training targets: expected 1 wide, for mean_squared_error, found 2", refusal(SETTINGS, two));
        TrainingSet one = new TrainingSet(new TrainingSet.Shape(2, 3, 1, 1, false), new float[6], new float[2]);
        assertEquals(
                "training targets: expected one a step, found one a sequence;"
                        + " see return_sequences of the last recurrent layer",
                refusal(SETTINGS, one));
        assertEquals(
                "loss categorical_crossentropy: expected softmax as the last layer's activation, found linear;"
                        + " change one of the two",
                refusal(settings(new CategoricalCrossentropy()), sines(2, 3, 1)));
    }

    private static String refusal(TrainingSettings settings, TrainingSet set) {
        return assertThrows(IllegalArgumentException.class, () -> train(settings, set))
                .getMessage();
    }

    @Test
    void aLayerThatNeedsASequenceRefusesALastOutput() {
        List<Layer> broken = List.of(
                new RecurrentLayer.SimpleRnn("a", 2, Activation.TANH, true, false),
                new RecurrentLayer.SimpleRnn("b", 1, Activation.TANH, true, true));
        String message = assertThrows(IllegalArgumentException.class, () -> new Architecture(1, broken))
                .getMessage();
        assertEquals("b: expected a sequence, found the last output of a; set its return_sequences", message);
    }

    @Test
    void aResumedTrainingIsOneThatNeverStopped() {
        TrainingSet set = sines(40, 8, 1);
        Optional<TrainingSet> validation = Optional.of(sines(16, 8, 2));
        Architecture dropping = new Architecture(
                1,
                List.of(
                        new RecurrentLayer.Gru("gru", 8, Activation.TANH, Activation.SIGMOID, true, true, true)
                                .with("gru", Recurrence.SEQUENCES.withDropout(0.1, 0.2)),
                        new PlainLayer.Dropout("dropout", 0.3),
                        new Layer.Dense("dense", 1, Activation.LINEAR, true)));
        TrainingSettings settings = SETTINGS.withEpochs(6)
                .withEarlyStopping(new EarlyStopping(4))
                .withReduceOnPlateau(new ReduceOnPlateau(0.5, 1, 0.05, 0));
        List<Checkpoint> checkpoints = new ArrayList<>();
        TrainingListener keeper = new TrainingListener() {
            @Override
            public void checkpoint(boolean better, Supplier<Checkpoint> checkpoint) {
                checkpoints.add(checkpoint.get());
            }
        };
        Trainer trainer = new Trainer(settings, Kernels.best(), CLOCK);
        Trained whole = trainer.train(InitialWeights.of(dropping, 1), set, validation, keeper);
        assertTrue(checkpoints.get(4).rateScale() < 1); // the plateau has been felt
        for (int epoch : new int[] {1, 3}) {
            Trained resumed = trainer.resume(checkpoints.get(epoch - 1), set, validation, TrainingListener.NONE);
            assertArrayEquals(whole.weights().toArray(), resumed.weights().toArray());
            assertEquals(whole.report().bestEpoch(), resumed.report().bestEpoch());
            assertEquals(
                    whole.report().epochs().get(5).validation(),
                    resumed.report().epochs().get(5).validation());
        }
    }

    @Test
    void dropoutsLeaveOutTheSameForAnyNumberOfThreadsAndNothingWhenJudged() {
        Architecture dropping = new Architecture(
                1,
                List.of(
                        new RecurrentLayer.Lstm("lstm", 8, Activation.TANH, Activation.SIGMOID, true, true)
                                .with("lstm", Recurrence.SEQUENCES.withDropout(0.2, 0.3)),
                        new PlainLayer.Dropout("dropout", 0.4),
                        new Layer.Dense("dense", 1, Activation.LINEAR, true)));
        TrainingSet set = sines(70, 8, 1);
        TrainingSettings settings = SETTINGS.withBatchSize(40).withEpochs(2);
        Weights start = InitialWeights.of(dropping, 1);
        float[] one = new Trainer(settings, Kernels.best(), CLOCK)
                .train(start, set, Optional.empty(), TrainingListener.NONE)
                .weights()
                .toArray();
        float[] three = new Trainer(settings.withThreads(3), Kernels.best(), CLOCK)
                .train(start, set, Optional.empty(), TrainingListener.NONE)
                .weights()
                .toArray();
        float[] other = new Trainer(settings.withSeed(9), Kernels.best(), CLOCK)
                .train(start, set, Optional.empty(), TrainingListener.NONE)
                .weights()
                .toArray();
        assertArrayEquals(one, three);
        assertFalse(Arrays.equals(one, other));
        Architecture plain = new Architecture(
                1,
                List.of(
                        new RecurrentLayer.Lstm("lstm", 8, Activation.TANH, Activation.SIGMOID, true, true),
                        new Layer.Dense("dense", 1, Activation.LINEAR, true)));
        Trainer judge = new Trainer(settings, Kernels.best(), CLOCK);
        assertEquals(
                judge.evaluate(new Weights(plain, one), set).loss(),
                judge.evaluate(new Weights(dropping, one), set).loss());
    }

    /** A second later at each look. */
    private static final class TickingClock implements InstantSource {
        private long seconds;

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds++);
        }
    }
}
