package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.keras.KerasModelFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/keras_graphs");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        return CommandLineInterface.execute(new PrintWriter(out, true), new PrintWriter(err, true), texts);
    }

    private static float[] weights(Path file) {
        return KerasModelFile.read(file).network().weights().toArray();
    }

    @Test
    void convertingThereAndBackKeepsEveryWeight() {
        Path from = GOLDEN.resolve("embedding_masked.h5");
        Path there = folder.resolve("there.keras");
        Path back = folder.resolve("back.h5");

        assertEquals(0, run("convert", from, there), err::toString);
        assertEquals(0, run("convert", there, back), err::toString);

        assertArrayEquals(weights(from), weights(there));
        assertArrayEquals(weights(from), weights(back));
        assertTrue(out.toString().startsWith("Wrote " + there + ": "), out.toString());
    }

    @Test
    void weightsAloneBecomeAWholeModelWithTheirArchitecture() {
        Path to = folder.resolve("whole.h5");
        Path weights = GOLDEN.resolve("masked_branches.weights.h5");

        assertEquals(0, run("convert", "--architecture", GOLDEN.resolve("masked_branches.json"), weights, to));

        assertEquals(weights(GOLDEN.resolve("masked_branches.h5")).length, weights(to).length);
    }

    @Test
    void aFileThatCannotBeReadIsOneLineAndNothingIsWritten() {
        Path to = folder.resolve("never.h5");

        assertEquals(1, run("convert", GOLDEN.resolve("refused_convolution.keras"), to));

        assertEquals(1, err.toString().strip().lines().count(), err.toString());
        assertTrue(Files.notExists(to));
    }
}
