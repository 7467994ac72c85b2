package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.encoding.Target;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.EncoderDecoder;
import io.millrace.network.GraphRunner;
import io.millrace.network.GreedyDecoder;
import io.millrace.network.SequenceModel;
import io.millrace.network.Shape;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of the models that Keras wrote say, point by point and with the same bits, what the whole arrays say. */
class GoldenShapesTest {
    private static final int STEPS = 7;
    private static final int WINDOW = 4;

    private final Random random = new Random(7);

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("keras", "keras_graphs")) {
            try (Stream<Path> found = Files.list(Path.of("src/test/resources/golden", folder))) {
                found.filter(file -> file.toString().matches(".*(?<!weights)\\.(h5|keras)"))
                        .filter(file -> !file.getFileName().toString().startsWith("refused_"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    private static List<Path> plain() throws IOException {
        return files().stream()
                .filter(file -> readsOneSequence(network(file)) && !EncoderDecoder.isOne(network(file)))
                .toList();
    }

    private static List<Path> pairs() throws IOException {
        return files().stream()
                .filter(file -> EncoderDecoder.isOne(network(file)))
                .filter(file -> !file.toString().matches(".*(bidirectional_states|masked_branches)\\..*"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bidirectional_states", "masked_branches"})
    void aModelWhoseHalvesShareALayerIsRefusedInOneLine(String name) {
        SequenceModel network = network(Path.of("src/test/resources/golden/keras_graphs", name + ".h5"));

        String message = assertThrows(IllegalArgumentException.class, () -> EncoderDecoder.of(network))
                .getMessage();

        assertTrue(message.endsWith("expected to be read on one side of the cut, found it needed on both"), message);
    }

    private static SequenceModel network(Path file) {
        return KerasModelFile.read(file).network();
    }

    private static boolean readsOneSequence(SequenceModel network) {
        Architecture architecture = network.architecture();
        return architecture.inputNodes().size() == 1
                && architecture.results().size() == 1
                && architecture.shapes(architecture.inputNodes().get(0)).get(0).isSequence()
                && !architecture.shapes(architecture.inputNodes().get(0)).get(0).isFixed();
    }

    private double[][] points(int steps, int width) {
        double[][] points = new double[steps][width];
        for (double[] point : points) {
            Arrays.setAll(point, i -> width == 1 ? 1 + random.nextInt(3) : (float) random.nextGaussian());
        }
        return points;
    }

    private static StreamModel raw(SequenceModel network, int inputs, int outputs) {
        Encoding encoding = PointEncoding.unscaled(names(inputs));
        Target target = new Target.Values(names(outputs), Scaling.none(outputs));
        return new StreamModel(new ModelVersion("m", "1"), network, encoding, Optional.of(target));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static List<Double> whole(SequenceModel network, double[][] points, int from, int to) {
        float[] inputs = new float[(to - from) * points[0].length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) points[from + i / points[0].length][i % points[0].length];
        }
        float[] outputs = new GraphRunner(network, Kernels.best(), 1)
                .run(Batch.sequences(1, to - from, points[0].length, inputs))
                .get(0)
                .values();
        List<Double> values = new ArrayList<>();
        for (float output : outputs) {
            values.add((double) output);
        }
        return values;
    }

    private static Answer answer(List<Result> results) {
        assertEquals(1, results.size());
        return (Answer) results.get(0);
    }

    private static List<Double> last(List<Double> values, int width) {
        return values.subList(values.size() - width, values.size());
    }

    @ParameterizedTest
    @MethodSource("plain")
    void everyPointSaysWhatTheWholeArraySays(Path file) {
        SequenceModel network = network(file);
        boolean sequences = network.architecture().returnsSequences();
        double[][] points = points(STEPS, network.inputs());
        StreamSettings settings = StreamSettings.of(sequences ? Predict.NEXT : Predict.LABEL)
                .withRunning(!sequences)
                .withWindow(WINDOW, 100);
        StreamTask task = new StreamTask(raw(network, network.inputs(), network.outputs()), settings);
        Answered stream = new Answered(task);

        for (int step = 0; step < STEPS; step++) {
            Answer answer = answer(stream.point(points[step]));
            int from = task.steps() ? 0 : Math.max(0, step + 1 - WINDOW);
            List<Double> expected = last(whole(network, points, from, step + 1), network.outputs());
            assertEquals(expected, ((Answer.Values) answer.outcome()).values(), file + " at " + step);
            boolean plain = task.steps() && sequences;
            assertEquals(plain ? Answer.Standing.PLAIN : Answer.Standing.PROVISIONAL, answer.standing());
            if (step % 3 == 1) {
                stream = stream.restored(task);
            }
        }
        List<Result> end = stream.end();
        if (task.steps() && sequences) {
            assertTrue(end.isEmpty());
            return;
        }
        List<Double> expected = whole(network, points, 0, STEPS);
        Answer answer = answer(end);
        List<Double> found = answer.outcome() instanceof Answer.Series series
                ? series.outputs().stream().flatMap(List::stream).toList()
                : ((Answer.Values) answer.outcome()).values();
        assertEquals(expected, found);
        assertEquals(Answer.Standing.FINAL, answer.standing());
        assertEquals(STEPS, answer.n());
        assertEquals(0, stream.states.size());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theEndOfASequenceHandsTheEncodersStateToTheDecoder(Path file) {
        SequenceModel network = network(file);
        EncoderDecoder pair = EncoderDecoder.of(network);
        Shape reads = pair.encoder().architecture().shapes(0).get(0);
        int inputs = pair.encoder().inputs();
        int outputs = pair.decoder().outputs();
        if (pair.ownInputs() != 0 && pair.ownInputs() != outputs
                || !pair.encoder().architecture().canStep()) {
            return; // tokens and bidirectional encoders have tests of their own
        }
        double[][] points = points(reads.isFixed() ? reads.steps() : STEPS, inputs);
        StreamTask task = new StreamTask(
                raw(network, inputs, outputs), StreamSettings.of(Predict.DECODE).withSteps(5));
        Answered stream = new Answered(task);
        for (int step = 0; step < points.length - 1; step++) {
            assertTrue(stream.point(points[step]).isEmpty());
            stream = step == 3 ? stream.restored(task) : stream;
        }
        Answer answer = answer(stream.last(points[points.length - 1]));

        float[] code = code(pair.encoder(), points);
        List<List<Double>> expected = new GreedyDecoder(pair, Kernels.best(), GreedyDecoder.Feedback.VALUES)
                        .run(
                                code,
                                0,
                                new float[pair.ownInputs()],
                                GreedyDecoder.NO_END,
                                Math.min(5, pair.times().orElse(5)))
                        .stream()
                        .map(GoldenShapesTest::doubles)
                        .toList();
        assertEquals(expected, ((Answer.Series) answer.outcome()).outputs());
    }

    private static float[] code(SequenceModel encoder, double[][] points) {
        float[] inputs = new float[points.length * points[0].length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) points[i / points[0].length][i % points[0].length];
        }
        float[] code = new float[0];
        for (Batch part : new GraphRunner(encoder, Kernels.best(), 1)
                .run(Batch.sequences(1, points.length, points[0].length, inputs))) {
            int at = code.length;
            code = Arrays.copyOf(code, at + part.values().length);
            System.arraycopy(part.values(), 0, code, at, part.values().length);
        }
        return code;
    }

    private static List<Double> doubles(float[] floats) {
        List<Double> doubles = new ArrayList<>();
        for (float number : floats) {
            doubles.add((double) number);
        }
        return doubles;
    }
}
