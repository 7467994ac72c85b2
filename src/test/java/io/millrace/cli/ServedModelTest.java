package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.config.ConfigReader;
import io.millrace.encoding.TokenEncoding;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.stream.ShapeModels;
import io.millrace.stream.StreamModel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that does not fit its model file ends in one line that names the place. */
class ServedModelTest {
    private static final StreamModel LETTERS = ShapeModels.letters(TokenEncoding.Form.ONE_HOT);

    @TempDir
    private Path folder;

    private ServedModel load(StreamModel model, String input, String output, String predict) {
        Path file = folder.resolve("m.h5");
        KerasModel written = new KerasModel(model.network(), "1");
        KerasModelFile.write(
                model.target().isPresent()
                        ? written.withEncoding(model.encoding(), model.target().get())
                        : written.withEncoding(model.encoding()),
                file);
        return load(file, input, output, predict);
    }

    private static ServedModel load(Path file, String input, String output, String predict) {
        String yaml = "models: { m: { input: { topic: in, " + input + " }, output: { topic: out" + output
                + " }, predict: " + predict + ", file: " + file + " } }";
        return ServedModel.load(ConfigReader.parse(yaml, Map.of()).models().get(0));
    }

    private void assertRefused(String message, StreamModel model, String input, String output, String predict) {
        String found = assertThrows(IllegalArgumentException.class, () -> load(model, input, output, predict))
                .getMessage();
        assertEquals(message, found.replace(folder.resolve("m.h5").toString(), "FILE"));
    }

    @Test
    void everyShapeIsServedAsItsFileSays() {
        load(LETTERS, "tokens: characters", ", top: 3, ahead: 2", "next");
        load(ShapeModels.label(), "features: [x, y]", "", "label");
        load(ShapeModels.binary(), "tokens: characters", ", running: true", "label");
        load(ShapeModels.onwards(), "features: [x, y]", ", steps: 3", "generate");
        load(ShapeModels.repeated(3), "features: [x, y]", "", "generate");
        load(ShapeModels.sounds(TokenEncoding.Form.IDS), "tokens: characters", ", beam: 3", "decode");
        load(ShapeModels.bidirectional(true), "features: [x, y], window: 3", "", "next");
    }

    @Test
    void tokensNeedAFileWithTheirVocabulary() {
        assertRefused(
                "models.m.input.tokens: expected a vocabulary in FILE, found raw of [x, y]",
                ShapeModels.label(),
                "tokens: characters",
                "",
                "label");
        assertRefused(
                "models.m.input.tokens: expected characters, as in FILE, found words",
                LETTERS,
                "tokens: words",
                "",
                "next");
        assertRefused(
                "models.m.input.features: expected tokens: characters, as in FILE, found [x]",
                LETTERS,
                "features: [x]",
                "",
                "next");
    }

    @Test
    void aShapeThatTheNetworkDoesNotHaveIsRefused() {
        assertRefused(
                "models.m.file: FILE: model m: predict: label: expected a network with one output a sequence"
                        + " (return_sequences off in its last recurrent layer), found one with an output a step; predict:"
                        + " next serves it",
                LETTERS,
                "tokens: characters",
                "",
                "label");
        assertRefused(
                "models.m.file: FILE: model m: predict: label: expected 3 outputs, as its labels say, found 2 outputs",
                ShapeModels.label(),
                "features: [x, y]",
                ", labels: [a, b, c]",
                "label");
        assertRefused(
                "models.m.file: FILE: model: expected an encoder and a decoder (initial_state or RepeatVector), found"
                        + " neither",
                ShapeModels.label(),
                "features: [x, y]",
                "",
                "decode");
    }

    @Test
    void aKerasFileThatSaysNothingIsServedWithTheLabelsOfTheConfiguration() {
        Path file = folder.resolve("plain.h5");
        KerasModelFile.write(new KerasModel(ShapeModels.label().network(), "1"), file);

        load(file, "features: [x, y]", ", labels: [in, out]", "label");
        load(file, "features: [x, y]", "", "label");
    }
}
