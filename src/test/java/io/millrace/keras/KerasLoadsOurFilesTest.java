package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Keras loads what Millrace writes and predicts the same. Runs where the environment variable KERAS_PYTHON names a
 * Python that has Keras; with KERAS_LEGACY=1 its tf_keras is used.
 */
class KerasLoadsOurFilesTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    @Test
    void kerasPredictsWithARewrittenFileWhatItPredictedWithItsOwn() throws Exception {
        for (JsonNode golden : Golden.cases()) {
            KerasModel model =
                    KerasModelFile.read(Golden.file(golden.get("model").asText() + ".h5"));
            check(golden.get("model").asText() + ".h5", model, golden.get("input"));
        }
    }

    @Test
    void kerasLoadsTheZippedFormatToo() throws Exception {
        for (JsonNode golden : Golden.cases()) {
            if (Golden.filesOf(golden).size() == 2) {
                String file = golden.get("model").asText() + ".keras";
                check(file, KerasModelFile.read(Golden.file(file)), golden.get("input"));
            }
        }
    }

    @Test
    void kerasLoadsAFileWithEverythingThatMillraceAdds() throws Exception {
        KerasModel model = new KerasModel(KerasModelFileWritingTest.network(3, 2), "7")
                .withProvenance(Map.of("note", "größer ".repeat(10_000)))
                .withTraining(new TrainingConfig(
                        "Adam",
                        Map.of("learning_rate", 0.003, "beta_1", 0.9, "beta_2", 0.999, "epsilon", 1e-7, "amsgrad", 0.0),
                        "mean_squared_error",
                        List.of("mean_absolute_error")));
        JsonNode input =
                new JsonMapper().readTree("[[[0.1,-2,3],[1,0.5,-0.25],[0,0,0]],[[-1,1,1],[2,2,2],[3,-3,0.3]]]");

        for (String file : List.of("everything.h5", "everything.keras")) {
            JsonNode loaded = check(file, model, input);

            assertEquals("Adam", loaded.get("optimizer").asText());
            assertEquals("mean_squared_error", loaded.get("loss").asText());
        }
    }

    private JsonNode check(String name, KerasModel model, JsonNode input) throws Exception {
        Path file = folder.resolve(name);
        KerasModelFile.write(model, file);
        JsonNode loaded = loadWithKeras(file, input);
        double error = Golden.largestError(model.network(), input, loaded.get("outputs"));
        System.out.println(name + " in Keras " + loaded.get("keras").asText() + ": off by " + error);
        assertTrue(error <= TOLERANCE, name + ": off by " + error);
        return loaded;
    }

    private JsonNode loadWithKeras(Path model, JsonNode input) throws IOException, InterruptedException {
        String python = System.getenv("KERAS_PYTHON");
        assumeTrue(python != null, "skipped: KERAS_PYTHON names no Python with Keras");
        Path inputs = Files.writeString(folder.resolve("inputs.json"), input.toString());
        Path errors = folder.resolve("errors.txt");
        List<String> command = new ArrayList<>(
                List.of(python, "tools/golden/load_with_keras.py", model.toString(), inputs.toString()));
        if ("1".equals(System.getenv("KERAS_LEGACY"))) {
            command.add("--legacy");
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(Map.of("TF_CPP_MIN_LOG_LEVEL", "3", "CUDA_VISIBLE_DEVICES", ""));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> output + read(errors));
        return new JsonMapper().readTree(output.substring(output.lastIndexOf("{\"keras\"")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
