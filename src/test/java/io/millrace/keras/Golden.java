package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.GraphRunner;
import io.millrace.network.SequenceModel;
import io.millrace.network.SequenceRunner;
import io.millrace.network.Shape;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that {@code tools/golden/keras_models.py} wrote, and how far a model is from their expected outputs. */
final class Golden {
    static final Path FOLDER = Path.of("src/test/resources/golden/keras");

    static final Path GRAPHS = Path.of("src/test/resources/golden/keras_graphs");

    static final Path OLD = Path.of("src/test/resources/golden/old_keras");

    private Golden() {}

    static List<JsonNode> cases() throws IOException {
        return list(json(FOLDER.resolve("golden.json")).get("cases"));
    }

    /** Those that {@code tools/golden/keras_graphs.py} wrote. */
    static List<JsonNode> graphCases() throws IOException {
        return list(json(GRAPHS.resolve("golden.json")).get("cases"));
    }

    /** Those that {@code tools/golden/old_keras.py} wrote. */
    static List<JsonNode> oldCases() throws IOException {
        return list(json(OLD.resolve("golden.json")).get("cases"));
    }

    static Path oldFile(String name) {
        return OLD.resolve(name);
    }

    static Path graphFile(String name) {
        return GRAPHS.resolve(name);
    }

    static Path file(String name) {
        return FOLDER.resolve(name);
    }

    /** Names of the files of one case, of both formats where there are both. */
    static List<String> filesOf(JsonNode golden) {
        String name = golden.get("model").asText();
        return Stream.of(name + ".h5", name + ".keras")
                .filter(file -> Files.exists(file(file)))
                .toList();
    }

    /** Of all folders. */
    static List<Path> files(String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : List.of(FOLDER, GRAPHS, OLD)) {
            try (var files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(suffix)).sorted().forEach(found::add);
            }
        }
        return found;
    }

    static JsonNode json(Path file) throws IOException {
        return new JsonMapper().readTree(file.toFile());
    }

    static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    /** The largest absolute difference of the one output; over whole arrays, and step by step where that is possible. */
    static double largestError(SequenceModel model, JsonNode input, JsonNode expected) {
        return largestError(model, List.of(input), List.of(expected));
    }

    /**
     * The same of a model with several inputs and outputs.
     *
     * @param inputs each [batch, time, features], [batch, time] for token ids, or [batch, features]
     */
    static double largestError(SequenceModel model, List<JsonNode> inputs, List<JsonNode> expected) {
        Architecture architecture = model.architecture();
        List<Batch> batches = batches(architecture, inputs);
        float[] states = new float[batches.get(0).rows() * architecture.stateSize()];
        List<Batch> found = new GraphRunner(model, Kernels.best(), 3).run(batches, states);
        double largest = difference(found, expected);
        boolean stepped = inputs.size() == 1 && expected.size() == 1 && architecture.canStep();
        return stepped ? larger(largest, steppedError(model, batches.get(0), found.get(0))) : largest;
    }

    /** The same of a second call, which goes on from the states in which the first one ended. */
    static double errorOfSecondCall(SequenceModel model, List<JsonNode> inputs, List<JsonNode> expected) {
        List<Batch> batches = batches(model.architecture(), inputs);
        float[] states = new float[batches.get(0).rows() * model.stateSize()];
        GraphRunner runner = new GraphRunner(model, Kernels.best(), 3);
        runner.run(batches, states);
        return difference(runner.run(batches, states), expected);
    }

    private static List<Batch> batches(Architecture architecture, List<JsonNode> inputs) {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Shape shape = architecture.shapes(architecture.inputNodes().get(i)).get(0);
            float[] values = floats(inputs.get(i));
            int rows = inputs.get(i).size();
            batches.add(
                    shape.isSequence()
                            ? Batch.sequences(rows, values.length / rows / shape.width(), shape.width(), values)
                            : Batch.vectors(rows, shape.width(), values));
        }
        return batches;
    }

    private static double difference(List<Batch> found, List<JsonNode> expected) {
        double largest = found.size() == expected.size() ? 0 : Double.NaN;
        for (int i = 0; i < expected.size(); i++) {
            largest = larger(largest, difference(found.get(i).values(), floats(expected.get(i))));
        }
        return largest;
    }

    private static double steppedError(SequenceModel model, Batch input, Batch whole) {
        if (!input.shape().isSequence()) {
            return 0;
        }
        float[] stepped = new SequenceRunner(model, Kernels.best(), 2)
                .run(input.rows(), input.shape().steps(), input.values());
        return difference(stepped, whole.values());
    }

    private static double larger(double one, double other) {
        return Double.isNaN(one) || other <= one ? one : other; // NaN stays
    }

    private static double difference(float[] found, float[] expected) {
        double largest = found.length == expected.length ? 0 : Double.NaN;
        for (int i = 0; i < Math.min(found.length, expected.length); i++) {
            largest = larger(largest, Math.abs((double) found[i] - expected[i]));
        }
        return largest;
    }

    private static float[] floats(JsonNode array) {
        List<Float> found = new ArrayList<>();
        collect(array, found);
        float[] values = new float[found.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = found.get(i);
        }
        return values;
    }

    private static void collect(JsonNode array, List<Float> found) {
        if (array.isArray()) {
            array.forEach(inner -> collect(inner, found));
        } else {
            found.add((float) array.asDouble());
        }
    }
}
