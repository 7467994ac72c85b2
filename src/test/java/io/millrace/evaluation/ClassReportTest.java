package io.millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.baseline.Majority;
import io.millrace.data.LabelledSequences;
import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassReportTest {
    /** Its answer is the largest of the last step's features. */
    private static SequenceModel largest(int classes, boolean everyStep) {
        Architecture architecture = new Architecture(
                classes,
                List.of(
                        new RecurrentLayer.SimpleRnn("rnn", classes, Activation.LINEAR, false, everyStep),
                        new Layer.Dense("dense", classes, Activation.SOFTMAX, false)));
        float[] weights = new float[3 * classes * classes];
        for (int i = 0; i < classes; i++) {
            weights[i * classes + i] = 1; // kernel; the recurrent kernel is 0
            weights[2 * classes * classes + i * classes + i] = 1;
        }
        return new SequenceModel(new Weights(architecture, weights));
    }

    /** Each example two steps, the second of which says the answer. */
    private static LabelledSequences examples(int[] answers, int[] labels, String... classes) {
        float[] inputs = new float[answers.length * 2 * classes.length];
        for (int i = 0; i < answers.length; i++) {
            inputs[i * 2 * classes.length + labels[0]] = 5;
            inputs[(2 * i + 1) * classes.length + answers[i]] = 1;
        }
        return new LabelledSequences(
                Batch.sequences(answers.length, 2, classes.length, inputs), labels, List.of(classes));
    }

    @Test
    void answersAreCountedByWhatWasWanted() {
        LabelledSequences asked =
                examples(new int[] {0, 0, 1, 2, 1, 0}, new int[] {0, 0, 1, 1, 2, 2}, "cat", "dog", "cow");

        ClassReport report =
                ClassReport.of("known", largest(3, false), Kernels.best(), asked, Majority.of(new int[] {0, 0, 1}));

        assertEquals(0.5, report.accuracy(), 1e-12);
        assertEquals(1.0 / 3, report.majorityAccuracy(), 1e-12);
        assertEquals(0.25, report.skill(), 1e-12);
        assertEquals(
                List.of(
                        "predictor       accuracy  skill",
                        "majority (cat)    0.3333   0.00",
                        "known             0.5000   0.25",
                        "over 6 examples; skill = 1 - errors / those of the majority",
                        "",
                        "class  examples  precision  recall     F1",
                        "0 cat         2      0.667   1.000  0.800",
                        "1 dog         2      0.500   0.500  0.500",
                        "2 cow         2      0.000   0.000  0.000",
                        "mean                                0.433",
                        "",
                        "confusion: rows are what was wanted, columns what was answered",
                        "       0  1  2",
                        "0 cat  2  0  0",
                        "1 dog  0  1  1",
                        "2 cow  1  1  0"),
                report.table().lines().toList());
    }

    /** More examples than one run of the network takes. */
    @Test
    void everyExampleIsAskedOnce() {
        int[] labels = new int[1000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 3 == 0 ? 1 : 0;
        }

        ClassReport report = ClassReport.of(
                "known", largest(2, false), Kernels.best(), examples(labels, labels, "no", "yes"), Majority.of(labels));

        assertEquals(1, report.accuracy());
        assertEquals(666, report.answers().count(0, 0));
        assertEquals(334, report.answers().count(1, 1));
    }

    @Test
    void aNetworkOfOtherOutputsIsRefused() {
        LabelledSequences asked = examples(new int[] {0, 1}, new int[] {0, 1}, "no", "yes");

        assertEquals(
                "known: expected one output for each of 2 classes at the end of a sequence, found 2 at every step",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ClassReport.of("known", largest(2, true), Kernels.best(), asked, new Majority(0)))
                        .getMessage());
    }
}
