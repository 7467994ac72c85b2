package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Files of Keras 1 and 2, written by {@code tools/golden/old_keras.py}, and what Keras 2 computed with them. */
class GoldenOldFilesTest {
    private static final double TOLERANCE = 1e-5;

    @TestFactory
    Stream<DynamicTest> aFileOfKeras1Or2PredictsWhatKeras2Predicts() throws IOException {
        return Golden.oldCases().stream()
                .map(golden -> DynamicTest.dynamicTest(golden.get("model").asText(), () -> check(golden)));
    }

    private static void check(JsonNode golden) {
        KerasModel model =
                KerasModelFile.read(Golden.oldFile(golden.get("files").get(0).asText()));
        assertEquals(
                golden.get("parameters").asInt(), model.network().architecture().parameterCount());
        List<JsonNode> inputs = Golden.list(golden.get("inputs"));
        double error = Golden.largestError(model.network(), inputs, Golden.list(golden.get("outputs")));
        assertTrue(error <= TOLERANCE, "off by " + error);
        if (golden.has("again")) {
            error = Golden.errorOfSecondCall(model.network(), inputs, Golden.list(golden.get("again")));
            assertTrue(error <= TOLERANCE, "the second call is off by " + error);
        }
    }

    @Test
    void weightsAloneOfKeras2AreReadWithTheArchitectureBesideThem() {
        KerasModel whole = KerasModelFile.read(Golden.oldFile("keras2_shared.h5"));

        KerasModel model = KerasModelFile.read(
                Golden.oldFile("keras2_shared_weights.h5"), Golden.oldFile("keras2_shared_weights.json"));

        assertEquals(whole.network().architecture(), model.network().architecture());
        assertArrayEquals(
                whole.network().weights().toArray(), model.network().weights().toArray());
    }

    @Test
    void theTrainingOfKeras1IsReadByItsOwnWords() {
        TrainingConfig training =
                KerasModelFile.read(Golden.oldFile("keras1_lstm.h5")).training().orElseThrow();

        assertEquals("RMSprop", training.optimizer());
        assertEquals(0.002, training.settings().get("learning_rate"));
        assertEquals(1e-8, training.settings().get("epsilon"));
        assertEquals("mean_squared_error", training.loss());
        assertEquals(List.of("accuracy"), training.metrics());
    }

    @Test
    void theOptimizerOfAZipOfKeras2IsReadThoughItHasNoLearningRateAmongItsVariables() {
        KerasModel model = KerasModelFile.read(Golden.oldFile("keras2.keras"));

        OptimizerState state = model.optimizer().orElseThrow();

        assertEquals("Adam", model.training().orElseThrow().optimizer());
        assertEquals(
                List.of("mean_absolute_error"), model.training().orElseThrow().metrics());
        assertEquals(5, state.updates());
        float[] weights = model.network().weights().toArray();
        for (int i = 0; i < weights.length; i++) {
            assertEquals(weights[i] * 0.1f, state.slots().get(0)[i], 1e-6);
            assertEquals(weights[i] * weights[i], state.slots().get(1)[i], 1e-6);
        }
    }
}
