package io.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.network.SequenceModel;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
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

    private Golden() {}

    static List<JsonNode> cases() throws IOException {
        return list(json(FOLDER.resolve("golden.json")).get("cases"));
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

    static List<Path> files(String suffix) throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    static JsonNode json(Path file) throws IOException {
        return new JsonMapper().readTree(file.toFile());
    }

    static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    /** The largest absolute difference; the samples [batch, time, features] are stepped through as streams. */
    static double largestError(SequenceModel model, JsonNode input, JsonNode expected) {
        int batch = input.size();
        Stepper stepper = model.stepper(Kernels.best(), batch);
        StateSlab states = new StateSlab(model.stateSize());
        int[] slots = new int[batch];
        for (int row = 0; row < batch; row++) {
            slots[row] = states.acquire();
        }
        float[] in = new float[batch * model.inputs()];
        float[] out = new float[batch * model.outputs()];
        boolean sequences = model.architecture().returnsSequences();
        int steps = input.get(0).size();
        double largest = 0;
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < in.length; i++) {
                in[i] = (float) input.get(i / model.inputs())
                        .get(step)
                        .get(i % model.inputs())
                        .asDouble();
            }
            stepper.step(batch, in, states, slots, out);
            for (int i = 0; i < out.length && (sequences || step == steps - 1); i++) {
                JsonNode row = expected.get(i / model.outputs());
                double wanted = (sequences ? row.get(step) : row)
                        .get(i % model.outputs())
                        .asDouble();
                double error = Math.abs(out[i] - wanted);
                largest = error <= largest ? largest : error; // NaN stays
            }
        }
        return largest;
    }
}
