package io.millrace.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million streams in a heap of 1 GB, all in memory and with a fifth of them there, to the same predictions:
 *
 * <pre>{@code ./mvnw test-compile failsafe:integration-test failsafe:verify -Dit.test=ManyStreamsIT -Dstreams=1000000}</pre>
 */
@EnabledIfSystemProperty(named = "streams", matches = "[0-9]+", disabledReason = "asked for by -Dstreams=1000000")
class ManyStreamsIT {
    private static final String UNITS = "16";

    @TempDir
    Path folder;

    @Test
    void memoryBoundOrNotTheyArePredictedAlikeAndRestored() throws Exception {
        int streams = Integer.getInteger("streams");
        assertEquals(sum(run(streams, 0)), sum(run(streams, streams / 5)));
    }

    private static String sum(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("sum"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected it to end, found " + lines));
    }

    private List<String> run(int streams, int room) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyStreams.class.getName(),
                        Integer.toString(streams),
                        UNITS,
                        Integer.toString(room),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        System.out.println((room == 0 ? "all in memory" : room + " in memory") + ":");
        lines.forEach(line -> System.out.println("  " + line));
        return lines;
    }
}
