package io.millrace.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.RmsProp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A character model over contiguous streams of Shakespeare: truncated backpropagation whose states go on from window to
 * window, as in karpathy/char-rnn. {@code -Dmillrace.charRnn.epochs=3} trains on all of it and prints the losses.
 */
class CharRnnTest {
    private static final Path TEXT = Path.of("../shared/data/tinyshakespeare/input.txt");
    private static final int STREAMS = 50;
    private static final int WINDOW = 50;

    @Test
    void aCharacterModelLearnsFromContiguousStreams() throws IOException {
        Assumptions.assumeTrue(Files.exists(TEXT), () -> TEXT + " is absent");
        String text = Files.readString(TEXT);
        int epochs = Integer.getInteger("millrace.charRnn.epochs", 0);
        int each = text.length() / STREAMS;
        int train = epochs == 0 ? 8 * WINDOW : each * 95 / 100 / WINDOW * WINDOW;
        int held = epochs == 0 ? WINDOW : (each - train - 1) / WINDOW * WINDOW;
        int[] symbols = text.chars().distinct().sorted().toArray();
        Architecture architecture = new Architecture(
                symbols.length,
                List.of(
                        new Layer.Lstm("a", 128, Activation.TANH, Activation.SIGMOID, true, true),
                        new Layer.Lstm("b", 128, Activation.TANH, Activation.SIGMOID, true, true),
                        new Layer.Dense("dense", symbols.length, Activation.SOFTMAX, true)));
        int updates = train / WINDOW;
        LearningRate decay = new LearningRate.ExponentialDecay(2e-3, updates, 0.97, true, 9L * updates);
        TrainingSettings settings = new TrainingSettings(
                        new SparseCategoricalCrossentropy(), new RmsProp(decay, 0.95, 0, 1e-7, false))
                .withClipping(new GradientClipping(GradientClipping.Kind.VALUE, 5))
                .withBatchSize(STREAMS)
                .withTruncation(WINDOW)
                .withShuffle(false)
                .withThreads(Integer.getInteger("millrace.charRnn.threads", 1))
                .withEpochs(Math.max(2, epochs));
        List<Long> ends = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void updated(Progress progress) {
                ends.add(System.nanoTime());
            }

            @Override
            public void epochEnded(EpochReport report) {
                double validation = report.validation().orElseThrow().loss();
                double fastest = IntStream.range(1, ends.size())
                        .mapToLong(i -> ends.get(i) - ends.get(i - 1))
                        .min()
                        .orElse(0);
                System.out.printf(
                        "epoch %d: training %.3f, validation %.3f nats, fastest update %.1f ms%n",
                        report.epoch(), report.loss(), validation, 1e-6 * fastest);
            }
        };
        TrainingReport report = new Trainer(settings, Kernels.best(), InstantSource.system())
                .train(
                        InitialWeights.of(architecture, 1),
                        set(text, symbols, each, 0, train),
                        Optional.of(set(text, symbols, each, train, held)),
                        listener)
                .report();
        double last = report.epochs().get(report.epochs().size() - 1).loss();
        assertTrue(last < 3.4, () -> "expected less than the frequencies of the characters give, 3.35, found " + last);
    }

    /** {@code steps} characters of each stream from {@code from} on; the target is the next one. */
    private static TrainingSet set(String text, int[] symbols, int each, int from, int steps) {
        float[] inputs = new float[STREAMS * steps * symbols.length];
        float[] targets = new float[STREAMS * steps];
        for (int stream = 0; stream < STREAMS; stream++) {
            for (int t = 0; t < steps; t++) {
                int at = stream * each + from + t;
                int row = stream * steps + t;
                inputs[row * symbols.length + Arrays.binarySearch(symbols, text.charAt(at))] = 1f;
                targets[row] = Arrays.binarySearch(symbols, text.charAt(at + 1));
            }
        }
        return new TrainingSet(new TrainingSet.Shape(STREAMS, steps, symbols.length, 1, true), inputs, targets);
    }
}
