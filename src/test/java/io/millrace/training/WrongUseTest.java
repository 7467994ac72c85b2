package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.Layer;
import io.millrace.network.PlainLayer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.BinaryCrossentropy;
import io.millrace.training.loss.CategoricalCrossentropy;
import io.millrace.training.loss.Loss;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.Sgd;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What cannot be trained is refused before the first update, in one line: where, expected, found, remedy. */
class WrongUseTest {
    private static Architecture classifier(Activation activation, int classes, boolean everyStep) {
        return new Architecture(
                1,
                List.of(
                        new Layer.Embedding("tokens", 5, 3, false),
                        new RecurrentLayer.Gru("gru", 4, Activation.TANH, Activation.SIGMOID, true, true, everyStep),
                        new Layer.Dense("dense", classes, activation, true)));
    }

    private static String refusal(Architecture architecture, Loss loss, TrainingSet set) {
        return refusal(architecture, loss, set, Optional.empty());
    }

    private static String refusal(
            Architecture architecture, Loss loss, TrainingSet set, Optional<TrainingSet> validation) {
        TrainingSettings settings = new TrainingSettings(loss, new Sgd(LearningRate.constant(0.1)));
        Trainer trainer = new Trainer(settings, Kernels.best(), InstantSource.system());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> trainer.train(InitialWeights.of(architecture, 1), set, validation, TrainingListener.NONE))
                .getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    private static TrainingSet set(int sequences, int steps, float[] ids, int targetWidth, float... targets) {
        return new TrainingSet(new TrainingSet.Shape(sequences, steps, 1, targetWidth, false), ids, targets);
    }

    @Test
    void aTokenOutOfRangeIsNamedByItsPlace() {
        Architecture architecture = classifier(Activation.SOFTMAX, 3, false);
        SparseCategoricalCrossentropy loss = new SparseCategoricalCrossentropy();
        TrainingSet set = set(2, 3, new float[] {0, 1, 2, 3, 5, 4}, 1, 0, 1);
        String expected = " inputs: expected token ids from 0 to 4, as tokens has them, found 5.0 at sequence 1,"
                + " step 1; look at the vocabulary";
        assertEquals("training" + expected, refusal(architecture, loss, set));
        TrainingSet good = set(2, 3, new float[] {0, 1, 2, 3, 4, 4}, 1, 0, 1);
        assertEquals("validation" + expected, refusal(architecture, loss, good, Optional.of(set)));
        TrainingSet half = set(2, 3, new float[] {0, 1, 2.5f, 3, 0, 4}, 1, 0, 1);
        assertEquals(
                "training inputs: expected token ids from 0 to 4, as tokens has them, found 2.5 at sequence 0,"
                        + " step 2; look at the vocabulary",
                refusal(architecture, loss, half));
    }

    @Test
    void paddingMayHoldAnyNumber() {
        TrainingSet padded =
                set(2, 3, new float[] {0, 1, -1, 3, 4, 99}, 1, 0, 1).withLengths(new int[] {2, 2});
        TrainingSet zeros = set(2, 3, new float[] {0, 1, 0, 3, 4, 0}, 1, 0, 1).withLengths(new int[] {2, 2});
        assertEquals(loss(zeros), loss(padded));
    }

    private static double loss(TrainingSet set) {
        Architecture architecture = classifier(Activation.SOFTMAX, 3, false);
        TrainingSettings settings = new TrainingSettings(
                        new SparseCategoricalCrossentropy(), new Sgd(LearningRate.constant(0.1)))
                .withEpochs(2);
        Trained trained = new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(InitialWeights.of(architecture, 1), set, Optional.empty(), TrainingListener.NONE);
        return trained.report().epochs().get(1).loss();
    }

    @Test
    void aTokenOutOfRangeThatALayerMadeEndsTheTrainingAtItsStep() {
        Architecture reshaped = new Architecture(
                2,
                List.of(
                        new Layer.Dense("dense", 1, Activation.LINEAR, false),
                        new Layer.Embedding("tokens", 5, 3, false),
                        new Layer.Dense("out", 3, Activation.SOFTMAX, true)));
        TrainingSet set =
                new TrainingSet(new TrainingSet.Shape(2, 1, 2, 1, true), new float[] {1, 2, 3, 4}, new float[] {0, 1});
        assertEquals(
                "tokens: expected token ids from 0 to 4, found -0.3",
                refusal(reshaped, new SparseCategoricalCrossentropy(), set)
                        .replaceAll("found -?[0-9.E-]+", "found -0.3"));
    }

    @Test
    void aLabelOutOfRangeIsRefused() {
        Architecture three = classifier(Activation.SOFTMAX, 3, false);
        assertEquals(
                "targets: expected the number of a class, 0 to 2, for sparse_categorical_crossentropy, found 3.0",
                refusal(three, new SparseCategoricalCrossentropy(), set(2, 1, new float[2], 1, 0, 3)));
        assertEquals(
                "targets: expected numbers from 0 to 1 for binary_crossentropy, found 2.0",
                refusal(
                        classifier(Activation.SIGMOID, 1, false),
                        new BinaryCrossentropy(),
                        set(2, 1, new float[2], 1, 0, 2)));
    }

    @Test
    void oneClassAloneIsRefusedForTrainingButMayBeJudged() {
        Architecture three = classifier(Activation.SOFTMAX, 3, false);
        TrainingSet sparse = set(2, 1, new float[2], 1, 2, 2);
        assertEquals(
                "training targets: expected at least two classes for sparse_categorical_crossentropy, found class 2"
                        + " alone; add examples of the others",
                refusal(three, new SparseCategoricalCrossentropy(), sparse));
        assertEquals(
                "training targets: expected at least two classes for categorical_crossentropy, found class 1"
                        + " alone; add examples of the others",
                refusal(three, new CategoricalCrossentropy(), set(2, 1, new float[2], 3, 0, 1, 0, 0, 1, 0)));
        assertEquals(
                "training targets: expected at least two classes for binary_crossentropy, found class 0"
                        + " alone; add examples of the others",
                refusal(
                        classifier(Activation.SIGMOID, 1, false),
                        new BinaryCrossentropy(),
                        set(3, 1, new float[3], 1, 0, 0, 1).withWeights(new float[] {1, 1, 0})));
        TrainingSettings settings =
                new TrainingSettings(new SparseCategoricalCrossentropy(), new Sgd(LearningRate.constant(0.1)));
        new Trainer(settings, Kernels.best(), InstantSource.system()).evaluate(InitialWeights.of(three, 1), sparse);
    }

    @Test
    void noDataAreRefused() {
        assertEquals(
                "training set: expected at least one sequence, step, feature and target, found 0 sequences of 3 steps,"
                        + " 1 features, 1 targets",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new TrainingSet(
                                        List.of(Batch.sequences(0, 3, 1, new float[0])),
                                        List.of(Batch.vectors(0, 1, new float[0]))))
                        .getMessage());
    }

    @Test
    void aLossThatDoesNotFitTheLastLayerIsRefused() {
        TrainingSet set = set(2, 1, new float[2], 1, 0, 1);
        assertEquals(
                "loss sparse_categorical_crossentropy: expected softmax as the last layer's activation, found sigmoid;"
                        + " change one of the two",
                refusal(classifier(Activation.SIGMOID, 3, false), new SparseCategoricalCrossentropy(), set));
        assertEquals(
                "loss binary_crossentropy: expected sigmoid as the last layer's activation, found softmax;"
                        + " change one of the two",
                refusal(classifier(Activation.SOFTMAX, 1, false), new BinaryCrossentropy(), set));
        Architecture dropped = new Architecture(
                1,
                List.of(new Layer.Dense("dense", 3, Activation.SOFTMAX, true), new PlainLayer.Dropout("dropout", 0.5)));
        TrainingSet every = new TrainingSet(new TrainingSet.Shape(2, 1, 1, 1, true), new float[2], new float[] {0, 1});
        assertEquals(
                "loss sparse_categorical_crossentropy: expected softmax as the last layer's activation, found linear;"
                        + " change one of the two",
                refusal(dropped, new SparseCategoricalCrossentropy(), every));
    }
}
