package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Keras goes on with models that Millrace wrote as if they had never left it: same predictions, same losses. Every
 * cell, direction and wrapper, masks and their merges, embeddings, several inputs, shared layers, encoder and decoder.
 */
class ThereAndBackTest {
    private static final double TOLERANCE = 1e-5;
    private static final double LOSS_TOLERANCE = 1e-4; // of the loss
    private static final int MODELS = 31;

    @TempDir
    Path folder;

    @Test
    void kerasPredictsAndTrainsOnWithWhatMillraceWroteAsIfItHadNeverLeft() throws Exception {
        KerasPython.run(folder, "there_and_back.py", "make", folder.toString());
        Path written = Files.createDirectory(folder.resolve("written"));
        for (Path file : models()) {
            KerasModel model = KerasModelFile.read(file);
            assertTrue(model.optimizer().isPresent(), file + ": the optimizer's state was not read");
            String name = file.getFileName().toString();
            KerasModelFile.write(model, written.resolve(name));
            KerasModelFile.write(model, written.resolve(name.replace(".keras", ".h5")));
        }

        JsonNode off = KerasPython.run(folder, "there_and_back.py", "check", folder.toString());

        List<String> wrong = new ArrayList<>();
        double largest = 0;
        double largestLoss = 0;
        for (var model : off.get("off").properties()) {
            JsonNode found = model.getValue();
            double predictions = Math.max(error(found, ".keras"), error(found, ".h5"));
            largest = Math.max(largest, predictions);
            largestLoss = Math.max(largestLoss, error(found, "losses"));
            if (!(predictions <= TOLERANCE && error(found, "losses") <= LOSS_TOLERANCE)) {
                wrong.add(model.getKey() + ": " + found);
            }
        }
        System.out.println(off.get("off").size() + " models gone on with in Keras "
                + off.get("keras").asText() + ": predictions off by " + largest + ", losses by " + largestLoss);
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
        assertTrue(off.get("off").size() >= MODELS, off.get("off").size() + " models");
    }

    private static double error(JsonNode found, String what) {
        return found.path(what).asDouble(Double.NaN);
    }

    private List<Path> models() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".keras")).toList();
        }
    }
}
