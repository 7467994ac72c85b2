package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The embedded broker by itself, as {@code ./millrace broker} starts it; its records vanish with it. */
final class BrokerProcess implements AutoCloseable {
    private final Path directory;
    private final Forked process;
    private final String bootstrapServers;

    BrokerProcess() throws IOException {
        directory = Files.createTempDirectory("millrace-bench");
        process = Forked.start(
                0, "io.millrace.Millrace", List.of("broker", "--port", "0", "--directory", directory.toString()));
        String ready = process.await(line -> line.startsWith("broker ready on "));
        bootstrapServers = ready.replaceAll("broker ready on ([^,]+),.*", "$1");
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        process.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
