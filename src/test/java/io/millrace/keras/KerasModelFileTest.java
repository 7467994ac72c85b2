package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KerasModelFileTest {
    private static final double TOLERANCE = 1e-5;

    static List<JsonNode> goldenCases() throws IOException {
        return Golden.cases();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void aFileOfKeras3PredictsWhatKerasPredicts(JsonNode golden) {
        for (String file : Golden.filesOf(golden)) {
            KerasModel model = KerasModelFile.read(Golden.file(file));

            double error = Golden.largestError(model.network(), golden.get("input"), golden.get("output"));

            assertTrue(error <= TOLERANCE, file + ": off by " + error);
            assertEquals("3.15.1", model.kerasVersion());
            assertEquals(
                    golden.get("parameters").asInt(),
                    model.network().architecture().parameterCount());
        }
    }

    @Test
    void theLayersAreThoseOfTheFile() {
        List<Layer> layers = KerasModelFile.read(Golden.file("lstm_stack.h5"))
                .network()
                .architecture()
                .layers();

        assertEquals(
                List.of("Lstm", "Dropout", "Lstm", "Dense", "Dense", "Activate"),
                layers.stream().map(layer -> layer.getClass().getSimpleName()).toList());
        assertEquals("lower", layers.get(0).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"compiled.h5", "compiled.keras"})
    void theCompiledModelsOptimizerLossAndMetricsAreRead(String file) {
        TrainingConfig training =
                KerasModelFile.read(Golden.file(file)).training().orElseThrow();

        assertEquals("SGD", training.optimizer());
        assertEquals("mean_squared_error", training.loss());
        assertEquals(List.of("mean_absolute_error"), training.metrics());
        assertEquals(0.01, training.settings().get("learning_rate"), 1e-9);
        assertEquals(1.0, training.settings().get("nesterov"));
    }

    @Test
    void aFileThatNamesNoVersionHasOneOfItsOwnBytes() throws IOException {
        byte[] lstm = Files.readAllBytes(Golden.file("lstm.h5"));

        String version = KerasModelFile.read(lstm, "a").version();

        assertEquals(12, version.length());
        assertEquals(version, KerasModelFile.read(lstm, "b").version());
        assertEquals(Map.of(), KerasModelFile.read(lstm, "a").provenance());
    }

    @Test
    void aMissingAnEmptyAndAForeignFileAreRefusedInOneLine(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.h5"));
        Path text = Files.writeString(folder.resolve("text.h5"), "These are not the weights you are looking for.\n");

        for (Path file : List.of(folder.resolve("none.h5"), empty, text, folder)) {
            String message = assertThrows(ModelFileException.class, () -> KerasModelFile.read(file))
                    .getMessage();
            assertTrue(message.startsWith(file + ": ") && message.contains("expected"), message);
            assertEquals(1, message.lines().count(), message);
        }
    }
}
