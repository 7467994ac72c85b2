package io.millrace.model;

import static io.millrace.model.FitOptions.epochs;
import static io.millrace.model.Layers.ANY;
import static io.millrace.model.Layers.average;
import static io.millrace.model.Layers.bidirectional;
import static io.millrace.model.Layers.concatenate;
import static io.millrace.model.Layers.dense;
import static io.millrace.model.Layers.dropout;
import static io.millrace.model.Layers.embedding;
import static io.millrace.model.Layers.gru;
import static io.millrace.model.Layers.input;
import static io.millrace.model.Layers.lstm;
import static io.millrace.model.Layers.rnn;
import static io.millrace.model.Layers.simpleRnn;
import static io.millrace.network.kernel.Activation.RELU;
import static io.millrace.network.kernel.Activation.SIGMOID;
import static io.millrace.network.kernel.Activation.SOFTMAX;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Batch;
import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.Tensor;
import io.millrace.network.kernel.Activation;
import io.millrace.training.EarlyStopping;
import io.millrace.training.Evaluation;
import io.millrace.training.Initializer;
import io.millrace.training.OutputLoss;
import io.millrace.training.TrainingReport;
import io.millrace.training.TrainingSet;
import io.millrace.training.loss.BinaryCrossentropy;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Huber;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.RegressionLoss;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.RmsProp;
import io.millrace.training.optimizer.Sgd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
    private static final int SEQUENCES = 40;
    private static final int STEPS = 6;

    @TempDir
    Path folder;

    /** Sequences of two features, and whether the first one's sum is above 0; the steps that count come first. */
    private static Batch inputs() {
        Random random = new Random(4);
        float[] values = new float[SEQUENCES * STEPS * 2];
        int[] lengths = new int[SEQUENCES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < SEQUENCES; i++) {
            lengths[i] = 1 + random.nextInt(STEPS);
        }
        return Batch.sequences(SEQUENCES, STEPS, 2, values).withLengths(lengths);
    }

    private static Batch classes(Batch inputs) {
        float[] numbers = new float[SEQUENCES];
        int[] lengths = inputs.lengths().orElseThrow();
        for (int i = 0; i < SEQUENCES; i++) {
            float sum = 0;
            for (int t = 0; t < lengths[i]; t++) {
                sum += inputs.values()[(i * STEPS + t) * 2];
            }
            numbers[i] = sum > 0 ? 1 : 0;
        }
        return Batch.vectors(SEQUENCES, 1, numbers);
    }

    private static Model classifier() {
        return Sequential.of(5, input(ANY, 2), gru(8).returnSequences(), lstm(8), dense(2).activation(SOFTMAX))
                .compile(new Adam(0.02), "sparse_categorical_crossentropy", "accuracy");
    }

    @Test
    void itLearnsAndEvaluateSaysWhatPredictGives() {
        Model model = classifier();
        Batch x = inputs();
        Batch y = classes(x);
        TrainingReport report = model.fit(x, y, epochs(60).batchSize(8));
        Evaluation found = model.evaluate(x, y);
        int[] predicted = model.predict(x).argmax();
        int right = 0;
        for (int i = 0; i < SEQUENCES; i++) {
            right += predicted[i] == (int) y.values()[i] ? 1 : 0;
        }
        assertEquals((double) right / SEQUENCES, found.metrics().get("accuracy"), 1e-9);
        assertTrue(found.metrics().get("accuracy") > 0.9, found::toString);
        assertEquals(60, report.epochs().size());
        assertTrue(report.epochs().get(59).metrics().containsKey("accuracy"));
    }

    @Test
    void twoCallsOfFitAreOneOfBoth() {
        Batch x = inputs();
        Batch y = classes(x);
        Model once = classifier();
        once.fit(x, y, epochs(4).shuffle(false));
        Model twice = classifier();
        twice.fit(x, y, epochs(1).shuffle(false));
        twice.fit(x, y, epochs(3).shuffle(false));
        assertArrayEquals(
                once.network().weights().toArray(), twice.network().weights().toArray());
    }

    @Test
    void aSavedModelGoesOnAsIfItHadNeverLeft() {
        Batch x = inputs();
        Batch y = classes(x);
        Path file = folder.resolve("m.keras");
        Model stayed = classifier().labels(List.of("below", "above"));
        stayed.fit(x, y, epochs(2));
        stayed.save(file);

        Model left = Model.load(file);
        assertEquals(List.of("below", "above"), left.labels());
        assertArrayEquals(stayed.predict(x).values(), left.predict(x).values());
        stayed.fit(x, y, epochs(2));
        left.fit(x, y, epochs(2));
        assertArrayEquals(
                stayed.network().weights().toArray(), left.network().weights().toArray());
    }

    @Test
    void manyRowsAreThoseOfFewAtATime() {
        Model model = Sequential.of(input(ANY, 2), gru(3).returnSequences(), dense(1));
        float[] values = new float[700 * 4 * 2];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Batch all = Batch.sequences(700, 4, 2, values);
        Batch found = model.predict(all);
        assertEquals(700, found.rows());
        assertArrayEquals(model.predict(all.only(699)).values(), found.only(699).values());
    }

    @Test
    void theBestEpochIsKeptAndTheTrainingEndsWhenNothingGetsBetter() {
        Batch x = inputs();
        Batch y = classes(x);
        Path best = folder.resolve("best.h5");
        Model model = classifier();
        List<String> lines = new ArrayList<>();
        TrainingReport report = model.fit(
                x,
                y,
                epochs(200)
                        .validationSplit(0.3)
                        .earlyStopping(new EarlyStopping(3))
                        .saveBest(best)
                        .callback(new EpochLines(lines::add)));
        assertEquals(TrainingReport.End.NO_LONGER_BETTER, report.end());
        assertEquals(report.bestEpoch() + 3, report.epochs().size());
        assertEquals(report.epochs().size(), lines.size());
        assertTrue(
                lines.get(0).matches("Epoch 1/200  .* s  loss .*  accuracy .*  val_loss .*  val_accuracy .*"),
                lines.get(0));
        assertTrue(Files.exists(best));
        assertArrayEquals(
                model.network().weights().toArray(),
                Model.load(best).network().weights().toArray());
    }

    @Test
    void layersThatAreAppliedTwiceShareTheirWeights() {
        Functional graph = new Functional();
        Tensor left = graph.input(input(ANY, 2).name("left"));
        Tensor right = graph.input(input(ANY, 2).name("right"));
        LayerSpec shared = lstm(4).activation(RELU);
        Tensor joined = graph.apply(concatenate(), graph.apply(shared, left), graph.apply(shared, right));
        Tensor mean = graph.apply(average(), graph.apply(shared, left), graph.apply(shared, right));
        Model model = graph.model(
                3,
                graph.apply(dense(1).activation(SIGMOID).name("first"), joined),
                graph.apply(dense(2).name("second"), mean));
        int cell = 4 * 4 * (2 + 4 + 1);
        assertEquals(cell + 8 + 1 + 8 + 2, model.network().architecture().parameterCount());

        Random random = new Random(2);
        float[] values = new float[10 * 3 * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Batch x = Batch.sequences(10, 3, 2, values);
        TrainingSet set = new TrainingSet(
                List.of(x, x),
                List.of(
                        Batch.vectors(10, 1, new float[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1}),
                        Batch.vectors(10, 2, new float[20])));
        model.compile(
                new RmsProp(LearningRate.constant(0.01)),
                List.of(
                        new OutputLoss(new BinaryCrossentropy()),
                        new OutputLoss(RegressionLoss.MEAN_SQUARED_ERROR, 0.5)));
        TrainingReport report = model.fit(set, epochs(20));
        assertTrue(report.epochs().get(19).loss() < report.epochs().get(0).loss());
        List<Batch> results = model.predict(List.of(x, x));
        assertEquals("[2]", results.get(1).shape().toString());
    }

    @Test
    void unnamedLayersAreNamedAfterTheirClassAndTheSummaryListsThem() {
        Model model = Sequential.of(
                input(ANY, 1),
                embedding(10, 3),
                bidirectional(simpleRnn(2).returnSequences()),
                dropout(0.5),
                simpleRnn(4),
                dense(2));
        List<String> names = model.network().architecture().layers().stream()
                .map(Layer::name)
                .toList();
        assertEquals(List.of("embedding", "bidirectional", "dropout", "simple_rnn", "dense"), names);
        List<String> lines = model.summary().lines().toList();
        assertTrue(lines.get(4).startsWith("bidirectional (Bidirectional)  (None, None, 4)"), lines.get(4));
        assertTrue(lines.contains("Total params: 100"), model.summary());
    }

    @Test
    void weightsBeginAsTheLayersSay() {
        Model model = Sequential.of(
                input(ANY, 2),
                bidirectional(lstm(3).biasInitializer(Initializer.ZEROS)),
                dense(1).kernelInitializer(Initializer.constant(0.5)));
        float[] weights = model.network().weights().toArray();
        List<Parameter> parameters = model.network().architecture().parameters();
        for (int bias : new int[] {2, 5}) {
            assertArrayEquals(new float[12], model.network().weights().toArray(parameters.get(bias)));
        }
        assertEquals(0.5f, weights[parameters.get(6).offset()]);

        Model stacked = Sequential.of(
                input(ANY, 2), rnn(false, gru(3), gru(3).recurrentInitializer(Initializer.ONES)), dense(1));
        List<Parameter> cells = stacked.network().architecture().parameters();
        float[] ones = new float[27];
        Arrays.fill(ones, 1f);
        assertFalse(Arrays.equals(ones, stacked.network().weights().toArray(cells.get(1))));
        assertArrayEquals(ones, stacked.network().weights().toArray(cells.get(4)));
    }

    @Test
    void decayingWeightsGoOnDecayingFromAFile() {
        Model model =
                Sequential.of(input(3), dense(2)).compile(Adam.withWeightDecay(LearningRate.constant(0.1), 0.5), "mse");
        Batch x = Batch.of(new float[][] {{1, 2, 3}, {0, 1, 0}});
        Batch y = Batch.of(new float[][] {{1, 0}, {0, 1}});
        model.fit(x, y, epochs(3));
        Path file = folder.resolve("m.keras");
        model.save(file);
        Model loaded = Model.load(file);
        model.fit(x, y, epochs(3));
        loaded.fit(x, y, epochs(3));
        assertArrayEquals(
                model.network().weights().toArray(), loaded.network().weights().toArray());
    }

    @Test
    void aFileKeepsTheLossAsItWasSet() {
        Batch x = Batch.of(new float[][] {{1, 2, 3}, {0, 1, 0}});
        Batch y = Batch.of(new float[][] {{1, 0}, {0, 1}});
        for (Loss loss : List.of(new Huber(0.1), new CategoricalCrossentropy(0.3))) {
            Model model = Sequential.of(input(3), dense(2).activation(Activation.SOFTMAX))
                    .compile(new Adam(0.1), loss);
            Path file = folder.resolve(loss.kerasName() + ".keras");
            model.save(file);
            Model loaded = Model.load(file);
            model.fit(x, y, epochs(3));
            loaded.fit(x, y, epochs(3));
            assertArrayEquals(
                    model.network().weights().toArray(),
                    loaded.network().weights().toArray(),
                    loss.kerasName());
        }
    }

    @Test
    void aFileSaysHowTheModelWasCompiled() {
        Model model =
                Sequential.of(input(3), dense(2)).compile(new Sgd(LearningRate.constant(0.5), 0.9, true), "mse", "mae");
        Path file = folder.resolve("m.h5");
        model.save(file);
        Model loaded = Model.load(file);
        Batch x = Batch.of(new float[][] {{1, 2, 3}, {0, 1, 0}});
        Batch y = Batch.of(new float[][] {{1, 0}, {0, 1}});
        model.fit(x, y, epochs(3));
        loaded.fit(x, y, epochs(3));
        assertArrayEquals(
                model.network().weights().toArray(), loaded.network().weights().toArray());
    }
}
