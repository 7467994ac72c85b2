package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files of Keras 1 and 2 from ../shared/data, whose outputs were computed in float64 by other code. */
class SampleFilesTest {
    private static final Path FOLDER = Path.of("../shared/data/keras_files");
    private static final double TOLERANCE = 1e-5;
    private static final Set<String> SERVED = Set.of("InputLayer", "SimpleRNN", "LSTM", "GRU", "Dense", "Dropout");

    @TestFactory
    Stream<DynamicTest> everyFileIsServedAsExpectedOrRefusedByName() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: " + FOLDER + " is not here");
        List<JsonNode> cases =
                Golden.list(Golden.json(FOLDER.resolve("expected_outputs.json")).get("cases"));
        return cases.stream()
                .map(sample -> DynamicTest.dynamicTest(sample.get("model").asText(), () -> check(sample)));
    }

    private static void check(JsonNode sample) {
        Path file = FOLDER.resolve(sample.get("model").asText());
        Set<String> classes = Golden.list(sample.get("layers")).stream()
                .map(layer -> layer.get("class").asText())
                .collect(Collectors.toSet());
        KerasModel model;
        try {
            model = KerasModelFile.read(file);
        } catch (ModelFileException e) {
            assertTrue(!SERVED.containsAll(classes), e.getMessage());
            return;
        }
        double error = Golden.largestError(model.network(), sample.get("input"), sample.get("expected"));
        assertTrue(error <= TOLERANCE, file + ": off by " + error);
    }
}
