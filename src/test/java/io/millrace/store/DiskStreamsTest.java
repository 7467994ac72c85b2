package io.millrace.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.StateFormat;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStore;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    @Test
    void aDirectoryThatCannotBeIsOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        UncheckedIOException error =
                assertThrows(UncheckedIOException.class, () -> new DiskStreams(file.resolve("streams")));
        assertTrue(error.getMessage().contains("free some disk"), error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
    }
}
