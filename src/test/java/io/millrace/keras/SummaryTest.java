package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {
    @ParameterizedTest
    @ValueSource(strings = {"lstm_stack.h5", "lstm_stack.keras"})
    void aServedFileShowsEveryLayerItsShapeAndItsParameters(String file) {
        Summary summary = KerasModelFile.summary(Golden.file(file));

        List<Summary.Row> rows = summary.rows();
        assertEquals(new Summary.Row("lower (LSTM)", "(None, None, 7)", 336), rows.get(1));
        assertEquals(new Summary.Row("dropout (Dropout)", "(None, None, 7)", 0), rows.get(2));
        assertEquals(new Summary.Row("upper (LSTM)", "(None, None, 5)", 240), rows.get(3));
        assertEquals("activation (Activation)", rows.get(6).layer());
        assertEquals(336 + 240 + 30 + 14, summary.parameters());
        assertEquals("Keras 3.15.1", summary.writer());
        assertEquals("not compiled", summary.training());
        assertTrue(summary.verdict()
                .startsWith("serves it, point by point, N→N: raw points; 4 inputs, 2 outputs, a state of 24 floats"));
        assertTrue(summary.text().contains("Total params: 620"), summary.text());
    }

    @Test
    void theLastOutputOfASequenceHasNoTime() {
        Summary summary = KerasModelFile.summary(Golden.file("lstm_last.h5"));

        assertEquals("(None, 4)", summary.rows().get(2).outputShape());
        assertTrue(summary.verdict().startsWith("serves it, point by point, N→1"), summary.verdict());
    }

    @Test
    void aRefusedFileShowsItsLayersAndTheReason() {
        Summary summary = KerasModelFile.summary(Golden.graphFile("refused_convolution.keras"));

        assertEquals(
                new Summary.Row("conv (Conv1D)", "?", 2 * 3 * 2 + 2),
                summary.rows().get(1));
        assertTrue(summary.verdict().startsWith("refuses it: conv (Conv1D): "), summary.verdict());
    }

    @Test
    void aGraphShowsItsLayersWithoutTheOperationsOfItsMasks() {
        Summary summary = KerasModelFile.summary(Golden.graphFile("masked_branches.keras"));

        List<String> layers = summary.rows().stream().map(Summary.Row::layer).toList();
        assertEquals(
                1, layers.stream().filter(layer -> layer.endsWith("(Masking)")).count(), layers.toString());
        assertTrue(layers.stream().noneMatch(layer -> layer.endsWith("(Any)")), layers.toString());
        assertTrue(summary.verdict().contains("run whole sequences"), summary.verdict());
    }

    @Test
    void aFileThatMillraceWroteSaysSo() {
        KerasModel model = KerasModelFile.read(Golden.file("lstm.h5"));
        for (byte[] bytes : List.of(KerasModelFile.toBytes(model), KerasZip.write(model))) {
            String writer = KerasModelFile.summary(bytes, "written").writer();

            assertTrue(writer.matches("Millrace.*, in the words of Keras 2.15.0"), writer);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "golden/keras/compiled.keras             | SGD, mean_squared_error; the optimizer starts anew",
                "golden/resume/gru_adam.keras            | Adam, mean_squared_error; goes on after 6 updates",
                "golden/resume/gru_cosine.keras          | SGD (CosineDecay), mean_squared_error; goes on after 6",
                "golden/resume/keras2_centered.h5        | RMSprop, mean_squared_error; goes on after 6 updates",
                "golden/old_keras/keras1_lstm.h5         | RMSprop, mean_squared_error; the optimizer starts anew"
            })
    void whereATrainingWouldGoOnIsSaid(String file, String expected) {
        Summary summary = KerasModelFile.summary(Path.of("src/test/resources", file));

        assertTrue(summary.training().startsWith(expected), summary.training());
    }

    @Test
    void whatDoesNotLearnIsCountedAndNamed() {
        Hdf5Group root = new Hdf5Group()
                .attribute("keras_version", "3.15.1")
                .attribute("model_config", """
                        {"class_name": "Sequential", "config": {"name": "s", "layers": [
                         {"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [null, null, 2]}},
                         {"class_name": "Dense", "config": {"name": "frozen", "units": 1, "use_bias": false, "trainable": false}},
                         {"class_name": "Dense", "config": {"name": "free", "units": 3, "use_bias": false,
                          "kernel_constraint": {"class_name": "NonNeg", "config": {}}}}]}}
                        """)
                .attribute("training_config", "{\"loss\": \"mse\", \"optimizer_config\": {\"class_name\": \"SGD\"}}");
        Hdf5Group weights = root.group("model_weights").attribute("layer_names", List.of("frozen", "free"));
        weights.group("frozen").attribute("weight_names", List.of("k")).dataset("k", List.of(2, 1), new float[2]);
        weights.group("free").attribute("weight_names", List.of("k")).dataset("k", List.of(1, 3), new float[3]);

        Summary summary = KerasModelFile.summary(Hdf5Writer.write(root), "file");

        assertEquals(5, summary.parameters());
        assertEquals(3, summary.trainable());
        assertEquals(
                "SGD, mean_squared_error; not trained here because of free kernel_constraint, frozen trainable false",
                summary.training());
    }
}
