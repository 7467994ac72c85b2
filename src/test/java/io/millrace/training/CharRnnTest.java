package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** {@code -Dmillrace.charRnn.epochs=13} trains on the whole text and prints the losses. */
class CharRnnTest {
    @Test
    void aCharacterModelLearnsFromContiguousStreams() throws IOException {
        Assumptions.assumeTrue(Files.exists(CharRnn.TEXT), () -> CharRnn.TEXT + " is absent");
        int epochs = Integer.getInteger("millrace.charRnn.epochs", 0);
        CharRnn model = epochs == 0 ? CharRnn.ofSome(8) : CharRnn.ofAll();
        TrainingSettings settings = model.settings()
                .withThreads(Integer.getInteger("millrace.charRnn.threads", 1))
                .withEpochs(Math.max(2, epochs));
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epochEnded(EpochReport report) {
                double validation = report.validation().orElseThrow().loss();
                System.out.printf(
                        "epoch %d: training %.3f, validation %.3f nats, %.1f s%n",
                        report.epoch(), report.loss(), validation, report.seconds());
            }
        };
        TrainingReport report = new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(
                        InitialWeights.of(model.architecture(), 1),
                        model.trainingSet(),
                        Optional.of(model.validationSet()),
                        listener)
                .report();
        assertAtMost(1.45, 10, report);
        assertAtMost(1.41, 13, report);
        double last = report.epochs().get(report.epochs().size() - 1).loss();
        assertTrue(last < 3.4, () -> "expected less than the frequencies of the characters give, 3.35, found " + last);
    }

    private static void assertAtMost(double bound, int epoch, TrainingReport report) {
        if (report.epochs().size() >= epoch) {
            double found =
                    report.epochs().get(epoch - 1).validation().orElseThrow().loss();
            assertTrue(found <= bound, () -> "epoch " + epoch + ": expected at most " + bound + ", found " + found);
        }
    }
}
