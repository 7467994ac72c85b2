package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Scripts of {@code tools/golden} with real Keras, where the environment variable KERAS_PYTHON names a Python that has it. */
final class KerasPython {
    private KerasPython() {}

    /**
     * The last line that the script prints; skips the test where there is no such Python.
     *
     * @param folder for what it prints besides
     */
    static JsonNode run(Path folder, String script, String... arguments) throws IOException, InterruptedException {
        String python = System.getenv("KERAS_PYTHON");
        assumeTrue(python != null, "skipped: KERAS_PYTHON names no Python with Keras");
        List<String> command = new ArrayList<>(List.of(python, "tools/golden/" + script));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(Map.of("TF_CPP_MIN_LOG_LEVEL", "3", "CUDA_VISIBLE_DEVICES", ""));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output + Files.readString(errors));
        return new JsonMapper().readTree(output.substring(output.lastIndexOf("{\"keras\"")));
    }
}
