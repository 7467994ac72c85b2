package io.millrace.model;

import static io.millrace.model.FitOptions.epochs;
import static io.millrace.model.Layers.dense;
import static io.millrace.model.Layers.input;
import static io.millrace.model.Layers.lstm;
import static io.millrace.model.Layers.simpleRnn;
import static io.millrace.network.kernel.Activation.SOFTMAX;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.data.IdxFile;
import io.millrace.data.LabelledSequences;
import io.millrace.training.EpochReport;
import io.millrace.training.TrainingListener;
import io.millrace.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Handwritten digits, a row of pixels a time step: 60,000 to learn from, 10,000 to be judged by. For the asking, with
 * {@code -Dmillrace.mnist=FOLDER}, where {@code tools/data/mnist.sh FOLDER} has put them; {@code -Dmillrace.threads=N}.
 */
@EnabledIfSystemProperty(named = "millrace.mnist", matches = ".+")
class MnistTest {
    private static LabelledSequences read(String part) throws IOException {
        Path folder = Path.of(System.getProperty("millrace.mnist"));
        return IdxFile.labelled(
                folder.resolve(part + "-images-idx3-ubyte"), folder.resolve(part + "-labels-idx1-ubyte"));
    }

    @Test
    void aSimpleRnnOf64ReadsDigitsAfterThreeEpochs() throws IOException {
        assertReads(simpleRnn(64), 32, 3, 0.93);
    }

    @Test
    void anLstmOf64ReadsDigitsAfterThreeEpochs() throws IOException {
        assertReads(lstm(64), 32, 3, 0.96);
    }

    /** Ends when it does. */
    @Test
    void anLstmOf256ReadsDigitsWithinTwentyEpochs() throws IOException {
        assertReads(lstm(256), 128, 20, 0.985);
    }

    private static void assertReads(RecurrentSpec layer, int batchSize, int epochs, double wanted) throws IOException {
        LabelledSequences train = read("train");
        LabelledSequences test = read("t10k");
        Accuracy accuracy = new Accuracy(epochs > 3 ? wanted : 1);
        Model model = Sequential.of(1, input(28, 28), layer, dense(10).activation(SOFTMAX));
        model.compile(new Adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
        model.fit(
                train.toTrainingSet(),
                epochs(epochs)
                        .batchSize(batchSize)
                        .seed(1)
                        .threads(Integer.getInteger("millrace.threads", 1))
                        .validation(test.toTrainingSet())
                        .verbose()
                        .callback(accuracy));
        assertTrue(accuracy.last >= wanted, () -> "expected " + wanted + " or better, found " + accuracy.last);
    }

    /** Of the newest epoch, on the digits that are only watched; the training ends when it is good enough. */
    private static final class Accuracy implements TrainingListener {
        private final double enough;
        private double last;

        Accuracy(double enough) {
            this.enough = enough;
        }

        @Override
        public void epochEnded(EpochReport report) {
            last = report.validation().orElseThrow().metrics().get("accuracy");
        }

        @Override
        public boolean isCancelled() {
            return last >= enough;
        }
    }
}
