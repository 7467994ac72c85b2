package io.millrace.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the streams of one model in this process are held.
 *
 * @param memory streams that stay in memory, the others are on disk; empty: all of them
 * @param directory of those on disk
 */
public record RoomConfig(Optional<Integer> memory, Path directory) {
    public static final RoomConfig DEFAULT = new RoomConfig(Optional.empty(), Path.of("data", "streams"));

    public RoomConfig {
        memory.ifPresent(streams -> Require.that(streams >= 1, "memory", "a number of streams, 1 or more", streams));
    }
}
