package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.network.Architecture;
import io.millrace.network.Layer;
import io.millrace.network.Parameter;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Weights;
import io.millrace.network.kernel.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KerasModelFileWritingTest {
    /** Every golden file that is served, and every sample file where they are here. */
    static List<Path> servedFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String suffix : List.of(".h5", ".keras")) {
            files.addAll(Golden.files(suffix));
        }
        files.removeIf(file -> file.getFileName()
                .toString()
                .matches("refused_(?!mask).*|keras2_encoder_decoder.*|.*[._]weights\\.h5"));
        if (Files.isDirectory(SampleFilesTest.FOLDER)) {
            SampleFilesTest.samples()
                    .forEach(sample -> files.add(
                            SampleFilesTest.FOLDER.resolve(sample.get("model").asText())));
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("servedFiles")
    void readingAndWritingKeepsEveryBitOfEveryWeight(Path file, @TempDir Path folder) {
        KerasModel first = KerasModelFile.read(file);
        for (String name : List.of("copy.h5", "copy.keras")) {
            KerasModelFile.write(first, folder.resolve(name));

            KerasModel second = KerasModelFile.read(folder.resolve(name));

            assertEquals(bits(first), bits(second));
            assertEquals(layers(first), layers(second));
            assertEquals(first.training(), second.training());
            assertEquals(first.version(), second.version());
        }
    }

    @Test
    void theEncodingTheVersionAndTheProvenanceTravelWithTheModel() {
        KerasModel model = new KerasModel(network(7, 3), "2026-01-01T00:00:00Z")
                .withEncoding(new PointEncoding(
                        List.of("x", "y", "höhe"),
                        PointEncoding.Kind.DISPLACEMENT,
                        true,
                        new Scaling(
                                List.of(0.1, -1e-300, 3.0, 1 / 3.0, 0.0, 1e9, 0.2),
                                List.of(1.0, 2.0, 3.0, 4.0, 5.0, 0.1, 0.3)),
                        new Scaling(List.of(0.0, 0.5, -0.5), List.of(1e-12, 1.0, 7.25))))
                .withTraining(new TrainingConfig(
                        "Adam",
                        Map.of("learning_rate", 0.003, "amsgrad", 0.0),
                        "huber",
                        List.of("mean_absolute_error")))
                .withProvenance(Map.of("seed", "7", "data", "balls.csv, lines 1–9", "score", "0.0123"));

        for (byte[] bytes : List.of(KerasModelFile.toBytes(model), KerasZip.write(model))) {
            KerasModel read = KerasModelFile.read(bytes, "written");

            assertEquals(model.encoding(), read.encoding());
            assertEquals(model.training(), read.training());
            assertEquals(model.version(), read.version());
            assertEquals(model.provenance(), read.provenance());
        }
    }

    @Test
    void vocabulariesAndWhatOutputsStandForTravelWithTheModel() {
        Vocabulary words = new Vocabulary(Vocabulary.Kind.WORDS, List.of("<s>", "吃", "\"a\\\u0000b", "🎾"));
        TokenEncoding tokens =
                new TokenEncoding(words, TokenEncoding.Form.ONE_HOT, Optional.of("<s>"), Optional.of("🎾"));
        PointEncoding points = PointEncoding.unscaled(List.of("x", "y", "z"));
        Target.Values values =
                new Target.Values(List.of("hours", "costs"), new Scaling(List.of(1.5, -2.0), List.of(0.1, 1e9)));
        List<KerasModel> models = List.of(
                new KerasModel(network(4, 4), "v").withEncoding(tokens),
                new KerasModel(network(1, 4), "v").withEncoding(new TokenEncoding(words, TokenEncoding.Form.IDS)),
                new KerasModel(network(3, 2), "v").withEncoding(points, new Target.Labels(List.of("in", "out"))),
                new KerasModel(network(3, 2), "v").withEncoding(points, values),
                new KerasModel(network(3, 4), "v").withEncoding(points, tokens));

        for (KerasModel model : models) {
            for (byte[] bytes : List.of(KerasModelFile.toBytes(model), KerasZip.write(model))) {
                KerasModel read = KerasModelFile.read(bytes, "written");

                assertEquals(model.encoding(), read.encoding());
                assertEquals(model.target(), read.target());
            }
        }
    }

    @Test
    void aTargetOfAnotherWidthThanTheNetworksIsRefused() {
        KerasModel model = new KerasModel(network(3, 2), "v");

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> model.withEncoding(
                        PointEncoding.unscaled(List.of("x", "y", "z")),
                        new Target.Labels(List.of("one", "two", "three"))));

        assertEquals("target outputs: expected 2 as the network has, found 3", refused.getMessage());
    }

    @Test
    void theSameModelGivesTheSameBytes() {
        KerasModel one = new KerasModel(network(3, 2), "v").withProvenance(Map.of("a", "1", "b", "2", "c", "3"));
        KerasModel two = new KerasModel(network(3, 2), "v").withProvenance(Map.of("c", "3", "b", "2", "a", "1"));

        assertArrayEquals(KerasModelFile.toBytes(one), KerasModelFile.toBytes(two));
        assertArrayEquals(KerasZip.write(one), KerasZip.write(two));
    }

    @Test
    void aFileIsReplacedWholeAndNothingElseIsLeft(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ball.h5"), "older");
        Path link = Files.createSymbolicLink(folder.resolve("current.h5"), file);

        KerasModelFile.write(new KerasModel(network(3, 2), "v1"), link);

        assertEquals("v1", KerasModelFile.read(file).version());
        assertEquals(true, Files.isSymbolicLink(link));
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOldOne(@TempDir Path folder) {
        Path nowhere = folder.resolve("missing").resolve("ball.h5");

        ModelFileException refused = assertThrows(
                ModelFileException.class, () -> KerasModelFile.write(new KerasModel(network(3, 2), "v1"), nowhere));

        assertEquals(true, refused.getMessage().startsWith(nowhere + ": expected a place to write to"));
    }

    @Test
    void anEncodingOfAnotherWidthThanTheNetworksIsRefused() {
        KerasModel model = new KerasModel(network(3, 2), "v");

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> model.withEncoding(PointEncoding.unscaled(List.of("x", "y", "z"))));

        assertEquals("encoding outputs: expected 2 as the network has, found 3", refused.getMessage());
    }

    @Test
    void theHardSigmoidOfEachKerasKeepsItsMeaning() {
        for (Activation hard : List.of(Activation.HARD_SIGMOID, Activation.HARD_SIGMOID_KERAS2)) {
            Architecture architecture =
                    new Architecture(2, List.of(new RecurrentLayer.Lstm("lstm", 3, Activation.TANH, hard, true, true)));
            SequenceModel network =
                    new SequenceModel(new Weights(architecture, new float[architecture.parameterCount()]));

            byte[] bytes = KerasModelFile.toBytes(new KerasModel(network, "v"));

            assertEquals(
                    architecture,
                    KerasModelFile.read(bytes, "written").network().architecture());
        }
    }

    static SequenceModel network(int inputs, int outputs) {
        Architecture architecture = new Architecture(
                inputs,
                List.of(
                        new RecurrentLayer.Gru("gru_first", 5, Activation.TANH, Activation.SIGMOID, true, true, true),
                        new RecurrentLayer.Lstm("lstm", 4, Activation.TANH, Activation.SIGMOID, false, true),
                        new RecurrentLayer.SimpleRnn("input", 3, Activation.RELU, true, true),
                        new Layer.Dense("dense", outputs, Activation.LINEAR, true)));
        Random random = new Random(42);
        float[] values = new float[architecture.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new SequenceModel(new Weights(architecture, values));
    }

    /** In any order; what a merge of masked sequences is called does not matter. */
    private static Set<String> layers(KerasModel model) {
        return model.network().architecture().layers().stream()
                .map(layer -> layer.toString().replaceAll("(concatenate_\\d+)_masked", "$1"))
                .collect(Collectors.toSet());
    }

    /** By layer and name: in a graph the layers' order is the file's. */
    private static Map<String, List<Integer>> bits(KerasModel model) {
        Architecture architecture = model.network().architecture();
        Map<String, List<Integer>> bits = new TreeMap<>();
        for (Parameter parameter : architecture.parameters()) {
            List<Integer> found = new ArrayList<>();
            for (float value : model.network().weights().toArray(parameter)) {
                found.add(Float.floatToRawIntBits(value));
            }
            bits.put(architecture.layers().get(parameter.layer()).name() + "/" + parameter.name(), found);
        }
        return bits;
    }
}
