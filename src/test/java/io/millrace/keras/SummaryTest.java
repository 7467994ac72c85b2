package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertEquals("3.15.1", summary.kerasVersion());
        assertTrue(
                summary.verdict().startsWith("serves it, N→N: raw points; 4 inputs, 2 outputs, a state of 24 floats"));
        assertTrue(summary.text().contains("Total: 620 parameters"), summary.text());
    }

    @Test
    void theLastOutputOfASequenceHasNoTime() {
        Summary summary = KerasModelFile.summary(Golden.file("lstm_last.h5"));

        assertEquals("(None, 4)", summary.rows().get(2).outputShape());
        assertTrue(summary.verdict().startsWith("serves it, N→1"), summary.verdict());
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
}
