package io.millrace.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.codec.StateFormat;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStreamsTest {
    @TempDir
    private Path directory;

    private static StreamSnapshot snapshot(long heard, int floats) {
        return new StreamSnapshot(
                "1", 1, 2, heard, 3, new double[5], new double[0], new float[1], new float[floats], new byte[0]);
    }

    @Test
    void whatIsPutIsTakenOnce() {
        try (DiskStreams store = new DiskStreams(directory.resolve("streams"))) {
            Random random = new Random(1);
            Map<StreamKey, StreamSnapshot> held = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                StreamKey key = StreamKey.of("s" + random.nextInt(3000));
                StreamSnapshot expected = held.remove(key);
                Optional<StreamSnapshot> found = store.take(1, key);
                assertEquals(expected != null, found.isPresent());
                if (expected == null) {
                    held.put(key, snapshot(i, 64));
                    store.put(1, key, held.get(key));
                } else {
                    assertArrayEquals(StateFormat.write(expected), StateFormat.write(found.get()));
                }
                assertEquals(held.size(), store.size());
            }
            assertFalse(store.take(2, StreamKey.of("s1")).isPresent());
        }
    }

    @Test
    void theQuietestIsTheOneHeardOfFirst() {
        try (DiskStreams store = new DiskStreams(directory.resolve("streams"))) {
            store.put(0, StreamKey.of("b"), snapshot(300, 1));
            store.put(0, StreamKey.of("a"), snapshot(-5, 1));
            store.put(0, StreamKey.of("c"), snapshot(7, 1));
            assertEquals(Optional.of(new StreamStore.Quiet(StreamKey.of("a"), -5)), store.quietest(0));
            store.take(0, StreamKey.of("a"));
            assertEquals(Optional.of(new StreamStore.Quiet(StreamKey.of("c"), 7)), store.quietest(0));
            store.drop(0);
            assertEquals(Optional.empty(), store.quietest(0));
            assertEquals(0, store.size());
        }
    }

    @Test
    void whatAPredecessorLeftIsGone() throws IOException {
        Path file = directory.resolve("streams");
        Files.writeString(file, "left by a process that died");
        try (DiskStreams store = new DiskStreams(file)) {
            assertEquals(0, store.size());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void theFileDoesNotGrowWithComingAndGoing() throws IOException {
        Path file = directory.resolve("streams");
        try (DiskStreams store = new DiskStreams(file)) {
            for (int i = 0; i < 100_000; i++) {
                StreamKey key = StreamKey.of("s" + i % 1000);
                store.take(0, key);
                store.put(0, key, snapshot(i, 250));
            }
            assertTrue(Files.size(file) < 64 << 20, "100 MB went through, 1 MB is held: " + Files.size(file));
        }
    }

    /** Puts streams until it cannot, and says why: a process whose files may grow to a mebibyte. */
    public static final class Limited {
        public static void main(String[] arguments) {
            try (DiskStreams store = new DiskStreams(Path.of(arguments[0]))) {
                for (int i = 0; i < 100_000; i++) {
                    store.put(0, StreamKey.of("s" + i), snapshot(i, 250));
                }
                System.out.println("no limit");
            } catch (UncheckedIOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aDiskThatIsFullIsOneLine() throws Exception {
        Path shell = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(shell), "needs a shell that limits the size of files");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        shell.toString(),
                        "-c",
                        "ulimit -f 1024; exec \"$@\"",
                        "limited",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Limited.class.getName(),
                        directory.resolve("streams").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("expected to hold the streams that memory has no room for, found: "), output);
        assertTrue(output.contains("free some disk"), output);
        assertEquals(1, output.lines().count(), output);
    }

    @Test
    void aDirectoryThatCannotBeIsOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        UncheckedIOException error =
                assertThrows(UncheckedIOException.class, () -> new DiskStreams(file.resolve("streams")));
        assertTrue(error.getMessage().contains("free some disk"), error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
    }
}
