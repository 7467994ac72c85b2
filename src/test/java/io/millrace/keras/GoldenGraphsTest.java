package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layer that Millrace serves, as real Keras 3 wrote and computed it. */
class GoldenGraphsTest {
    private static final double TOLERANCE = 1e-5;

    @TestFactory
    Stream<DynamicTest> aFileOfKeras3PredictsWhatKerasPredicts() throws IOException {
        return Golden.graphCases().stream().flatMap(golden -> Golden.list(golden.get("files")).stream()
                .map(JsonNode::asText)
                .map(file -> DynamicTest.dynamicTest(file, () -> check(file, golden))));
    }

    private static void check(String file, JsonNode golden) {
        KerasModel model = KerasModelFile.read(Golden.graphFile(file));
        assertEquals(
                golden.get("parameters").asInt(), model.network().architecture().parameterCount());
        double error = Golden.largestError(
                model.network(), Golden.list(golden.get("inputs")), Golden.list(golden.get("outputs")));
        assertTrue(error <= TOLERANCE, file + ": off by " + error);
    }

    @TestFactory
    Stream<DynamicTest> aStatefulModelGoesOnWhereTheLastCallEnded() throws IOException {
        return Golden.graphCases().stream()
                .filter(golden -> golden.has("again"))
                .map(golden -> DynamicTest.dynamicTest(golden.get("model").asText(), () -> checkAgain(golden)));
    }

    private static void checkAgain(JsonNode golden) {
        KerasModel model =
                KerasModelFile.read(Golden.graphFile(golden.get("files").get(0).asText()));
        assertTrue(ConfigWriter.isStateful(model.network().architecture()));
        double error = Golden.errorOfSecondCall(
                model.network(), Golden.list(golden.get("inputs")), Golden.list(golden.get("again")));
        assertTrue(error <= TOLERANCE, golden.get("model") + ": off by " + error);
    }

    @Test
    void weightsAloneAreReadWithTheArchitectureBesideThem() {
        KerasModel whole = KerasModelFile.read(Golden.graphFile("masked_branches.keras"));
        Path architecture = Golden.graphFile("masked_branches.json");
        for (String weights : List.of("masked_branches.weights.h5", "masked_branches.h5")) {
            KerasModel model = KerasModelFile.read(Golden.graphFile(weights), architecture);

            assertEquals(whole.network().architecture(), model.network().architecture());
            assertArrayEquals(
                    whole.network().weights().toArray(),
                    model.network().weights().toArray());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refused_convolution   | conv (Conv1D): this layer is not supported; SimpleRNN, LSTM, GRU,",
                "refused_normalization | norm (LayerNormalization): this layer is not supported",
                "refused_axis          | behind (Concatenate): axis 1 is not supported; -1 is",
                "refused_operation     | exp (Exp): this operation is not supported",
                "refused_half          | half (LSTM): dtype float16 is not supported; float32 is",
                "refused_nested        | within (Sequential): this layer is not supported"
            })
    void whatCannotBeServedIsRefusedByNameInOneLine(String name, String expected) {
        Path file = Golden.graphFile(name + ".keras");

        String message = assertThrows(ModelFileException.class, () -> KerasModelFile.read(file))
                .getMessage();

        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains(expected), message);
        assertEquals(1, message.lines().count());
    }
}
