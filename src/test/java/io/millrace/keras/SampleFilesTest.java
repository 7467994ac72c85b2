package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files of Keras 1 and 2 from ../shared/data, whose outputs were computed in float64 by other code. */
class SampleFilesTest {
    static final Path FOLDER = Path.of("../shared/data/keras_files");
    private static final double TOLERANCE = 1e-5;

    @TestFactory
    Stream<DynamicTest> everyFileGivesItsExpectedOutputs() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: " + FOLDER + " is not here");
        return samples()
                .map(sample -> DynamicTest.dynamicTest(sample.get("model").asText(), () -> check(sample)));
    }

    static Stream<JsonNode> samples() throws IOException {
        return Golden.list(Golden.json(FOLDER.resolve("expected_outputs.json")).get("cases")).stream();
    }

    private static void check(JsonNode sample) {
        Path file = FOLDER.resolve(sample.get("model").asText());
        KerasModel model = KerasModelFile.read(file);
        double error = Golden.largestError(model.network(), sample.get("input"), sample.get("expected"));
        assertTrue(error <= TOLERANCE, file + ": off by " + error);
    }
}
