package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.training.loss.SparseCategoricalCrossentropy;
import io.millrace.training.optimizer.GradientClipping;
import io.millrace.training.optimizer.LearningRate;
import io.millrace.training.optimizer.RmsProp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A character model of Shakespeare as karpathy/char-rnn trains it: the text is cut into contiguous streams, whose states go
 * on from window to window; the last part of each stream is held out.
 */
record CharRnn(String text, int[] symbols, int trained, int held) {
    static final Path TEXT = Path.of("../shared/data/tinyshakespeare/input.txt");
    static final int STREAMS = 50;
    static final int WINDOW = 50;

    /** What the original adds to √v, 1e-8, as RMSprop here has it: squared, under the root. */
    private static final double EPSILON = 1e-16;

    /** Trains on 95 % of each stream. */
    static CharRnn ofAll() throws IOException {
        String text = Files.readString(TEXT);
        int each = text.length() / STREAMS;
        int trained = each * 95 / 100 / WINDOW * WINDOW;
        return of(text, trained, (each - trained - 1) / WINDOW * WINDOW);
    }

    /** Trains on a few windows of each stream. */
    static CharRnn ofSome(int windows) throws IOException {
        return of(Files.readString(TEXT), windows * WINDOW, WINDOW);
    }

    private static CharRnn of(String text, int trained, int held) {
        return new CharRnn(text, text.chars().distinct().sorted().toArray(), trained, held);
    }

    Architecture architecture() {
        return new Architecture(
                symbols.length,
                List.of(
                        new RecurrentLayer.Lstm("a", 128, Activation.TANH, Activation.SIGMOID, true, true),
                        new RecurrentLayer.Lstm("b", 128, Activation.TANH, Activation.SIGMOID, true, true),
                        new Layer.Dense("dense", symbols.length, Activation.SOFTMAX, true)));
    }

    TrainingSettings settings() {
        int updates = trained / WINDOW;
        LearningRate decay = new LearningRate.ExponentialDecay(2e-3, updates, 0.97, true, 9L * updates);
        return new TrainingSettings(new SparseCategoricalCrossentropy(), new RmsProp(decay, 0.95, 0, EPSILON, false))
                .withClipping(new GradientClipping(GradientClipping.Kind.VALUE, 5))
                .withBatchSize(STREAMS)
                .withTruncation(WINDOW)
                .withShuffle(false);
    }

    TrainingSet trainingSet() {
        return set(0, trained);
    }

    TrainingSet validationSet() {
        return set(trained, held);
    }

    /** {@code steps} characters of each stream from {@code from} on, one-hot; the target is the next one. */
    private TrainingSet set(int from, int steps) {
        float[] inputs = new float[STREAMS * steps * symbols.length];
        float[] targets = new float[STREAMS * steps];
        for (int stream = 0; stream < STREAMS; stream++) {
            for (int t = 0; t < steps; t++) {
                int at = stream * (text.length() / STREAMS) + from + t;
                int row = stream * steps + t;
                inputs[row * symbols.length + Arrays.binarySearch(symbols, text.charAt(at))] = 1f;
                targets[row] = Arrays.binarySearch(symbols, text.charAt(at + 1));
            }
        }
        return new TrainingSet(new TrainingSet.Shape(STREAMS, steps, symbols.length, 1, true), inputs, targets);
    }
}
