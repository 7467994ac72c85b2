package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.network.Batch;
import io.millrace.network.GraphRunner;
import io.millrace.network.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The sequence-to-sequence model of the Keras tutorial and its inference models, from {@code tools/golden/tutorial.py}. */
class TutorialTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/tutorial");
    private static final double TOLERANCE = 1e-5;

    @TestFactory
    Stream<DynamicTest> theModelAndItsInferenceModelsPredictWhatKerasPredicts() throws IOException {
        return Golden.list(golden().get("cases")).stream().map(one -> {
            String file = one.get("file").asText();
            return DynamicTest.dynamicTest(file, () -> {
                double error = Golden.largestError(
                        read(file).network(), Golden.list(one.get("inputs")), Golden.list(one.get("outputs")));
                assertTrue(error <= TOLERANCE, "off by " + error);
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> theTutorialsLoopDecodesWhatKerasDecodes() {
        return Stream.of(".keras", ".h5").map(suffix -> DynamicTest.dynamicTest(suffix, () -> checkLoop(suffix)));
    }

    /** Encoder once; then the decoder step by step, each starting from the states and the choice of the last. */
    private static void checkLoop(String suffix) throws IOException {
        JsonNode source =
                Golden.list(golden().get("cases")).get(0).get("inputs").get(0);
        List<Integer> expected = new ArrayList<>();
        golden().get("decoded").forEach(choice -> expected.add(choice.asInt()));

        List<Batch> states = run(read("encoder" + suffix), List.of(batch(source)));
        List<Integer> decoded = new ArrayList<>();
        KerasModel decoder = read("decoder" + suffix);
        int choice = 0;
        while (decoded.size() < expected.size()) {
            float[] oneHot = new float[5];
            oneHot[choice] = 1;
            List<Batch> outputs = run(decoder, List.of(Batch.sequences(1, 1, 5, oneHot), states.get(0), states.get(1)));
            choice = largest(outputs.get(0).values());
            decoded.add(choice);
            states = outputs.subList(1, 3);
        }

        assertEquals(expected, decoded);
    }

    private static JsonNode golden() throws IOException {
        return Golden.json(FOLDER.resolve("golden.json"));
    }

    private static KerasModel read(String file) {
        return KerasModelFile.read(FOLDER.resolve(file));
    }

    private static List<Batch> run(KerasModel model, List<Batch> inputs) {
        float[] states = new float[model.network().stateSize()];
        return new GraphRunner(model.network(), Kernels.best(), 1).run(inputs, states);
    }

    private static Batch batch(JsonNode sequences) {
        JsonNode steps = sequences.get(0);
        float[] values = new float[steps.size() * steps.get(0).size()];
        int next = 0;
        for (JsonNode step : steps) {
            for (JsonNode value : step) {
                values[next++] = (float) value.asDouble();
            }
        }
        return Batch.sequences(1, steps.size(), steps.get(0).size(), values);
    }

    private static int largest(float[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
