package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final int HALTED = 77;

    @TempDir
    Path folder;

    @Test
    void aWriteThatFailsInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("ball.h5"), "older");

        assertThrows(
                IOException.class,
                () -> AtomicFile.replace(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[1_000]));
                    throw new IOException("no space left on device");
                }));

        assertEquals("older", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void aProcessThatDiesInTheMiddleOfASaveLeavesTheOldFile() throws Exception {
        Path file = Files.writeString(folder.resolve("ball.h5"), "older");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DiesWhileSaving.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());

        assertEquals(HALTED, process.waitFor(), output);
        assertEquals("older", Files.readString(file));
        assertEquals(2, files().size(), "the part that it had written");

        AtomicFile.replace(file, new byte[] {'n', 'e', 'w'});
        assertEquals("new", Files.readString(file));
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Stops as a power cut would: nothing of Java runs after it. */
    static final class DiesWhileSaving {
        private DiesWhileSaving() {}

        public static void main(String[] arguments) throws IOException {
            AtomicFile.replace(Path.of(arguments[0]), channel -> {
                channel.write(ByteBuffer.wrap(new byte[1_000]));
                Runtime.getRuntime().halt(HALTED);
            });
        }
    }
}
