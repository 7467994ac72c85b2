package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as older versions of Keras wrote them, put together here. */
class OldKerasFilesTest {
    private static final String GRU = """
            {"class_name": "Sequential", "config": [{"class_name": "GRU",
             "config": {"name": "g", "batch_input_shape": [null, null, 2], %s}}]}
            """;

    private final List<String> names = new ArrayList<>();

    private Hdf5Group file(String config, String version) {
        Hdf5Group root = new Hdf5Group().attribute("model_config", config);
        if (version != null) {
            root.attribute("keras_version", version);
        }
        return root;
    }

    private void array(Hdf5Group weights, String name, List<Integer> shape, float... values) {
        weights.group("g").dataset(name, shape, values);
        names.add(name);
    }

    private KerasModel read(Hdf5Group root) {
        root.group("model_weights")
                .attribute("layer_names", List.of("g"))
                .group("g")
                .attribute("weight_names", names);
        return KerasModelFile.read(Hdf5Writer.write(root), "old");
    }

    @Test
    void theArraysOfEachGateAreJoinedInTheOrderOfLaterVersions() {
        Hdf5Group root = file(GRU.formatted("\"output_dim\": 1"), null);
        Hdf5Group weights = root.group("model_weights");
        float gate = 0;
        for (String name : List.of("z", "r", "h")) {
            array(weights, "g_W_" + name, List.of(2, 1), gate + 1, gate + 2);
            array(weights, "g_U_" + name, List.of(1, 1), gate + 3);
            array(weights, "g_b_" + name, List.of(1), gate + 4);
            gate += 10;
        }

        KerasModel model = read(root);

        assertArrayEquals(
                new float[] {1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24},
                model.network().weights().toArray());
        assertEquals(
                new RecurrentLayer.Gru("g", 1, Activation.TANH, Activation.HARD_SIGMOID_KERAS2, true, false, true),
                withSequences(model));
    }

    private static RecurrentLayer.Gru withSequences(KerasModel model) {
        RecurrentLayer.Gru gru =
                (RecurrentLayer.Gru) model.network().architecture().layers().get(0);
        return new RecurrentLayer.Gru(
                gru.name(),
                gru.units(),
                gru.activation(),
                gru.recurrentActivation(),
                gru.useBias(),
                gru.resetAfter(),
                true);
    }

    @ParameterizedTest
    @CsvSource({
        "2.2.4,  HARD_SIGMOID_KERAS2, false",
        "2.3.1,  SIGMOID,             false",
        "2.15.0, SIGMOID,             true",
        "3.15.1, SIGMOID,             true"
    })
    void whatAConfigLeavesOutHasTheDefaultOfItsVersion(String version, Activation gates, boolean resetAfter) {
        RecurrentLayer.Gru gru = withSequences(gruOf(version, "\"units\": 1", resetAfter));

        assertEquals(gates, gru.recurrentActivation());
        assertEquals(resetAfter, gru.resetAfter());
    }

    @ParameterizedTest
    @CsvSource({"1.2.2, HARD_SIGMOID_KERAS2", "2.15.0, HARD_SIGMOID_KERAS2", "3.0.0, HARD_SIGMOID"})
    void hardSigmoidIsThatOfTheVersion(String version, Activation expected) {
        String config = "\"units\": 1, \"reset_after\": false, \"activation\": \"hard_sigmoid\"";

        assertEquals(expected, withSequences(gruOf(version, config, false)).activation());
    }

    private KerasModel gruOf(String version, String config, boolean resetAfter) {
        Hdf5Group root = file(GRU.formatted(config), version);
        Hdf5Group weights = root.group("model_weights");
        array(weights, "kernel", List.of(2, 3), new float[6]);
        array(weights, "recurrent_kernel", List.of(1, 3), new float[3]);
        array(weights, "bias", resetAfter ? List.of(2, 3) : List.of(3), new float[resetAfter ? 6 : 3]);
        return read(root);
    }

    @Test
    void aWrongShapeAndANumberThatIsNoneAreRefusedByName() {
        assertRefused(
                "old: g (GRU): kernel: expected [2, 3], found [3, 2]", List.of(3, 2), new float[] {1, 2, 3, 4, 5, 6});
        assertRefused("old: g kernel: expected finite weights, found NaN at 4", List.of(2, 3), new float[] {
            1, 2, 3, 4, Float.NaN, 6
        });
    }

    private void assertRefused(String expected, List<Integer> kernelShape, float... kernel) {
        names.clear();
        Hdf5Group root = file(GRU.formatted("\"units\": 1, \"reset_after\": false"), "2.2.4");
        Hdf5Group weights = root.group("model_weights");
        array(weights, "kernel", kernelShape, kernel);
        array(weights, "recurrent_kernel", List.of(1, 3), new float[3]);
        array(weights, "bias", List.of(3), new float[3]);

        assertEquals(
                expected,
                assertThrows(ModelFileException.class, () -> read(root)).getMessage());
    }

    @Test
    void aFileOfWeightsAloneSaysHowToSaveTheModel() {
        Hdf5Group root = new Hdf5Group();
        root.attribute("layer_names", List.of("g")).group("g").dataset("kernel", List.of(1), new float[1]);

        String message = assertThrows(
                        ModelFileException.class, () -> KerasModelFile.read(Hdf5Writer.write(root), "weights.h5"))
                .getMessage();

        assertTrue(message.contains("save the whole model, not its weights alone"), message);
    }
}
