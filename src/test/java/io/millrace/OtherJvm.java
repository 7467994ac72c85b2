package io.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a virtual machine of its own. */
public final class OtherJvm {
    private OtherJvm() {}

    /** The last line that the class prints in a machine of this JDK. */
    public static String answer(Class<?> main, String... flags) throws IOException, InterruptedException {
        return answer(Path.of(System.getProperty("java.home")), main, flags);
    }

    /** The last line that the class prints there. */
    public static String answer(Path jdk, Class<?> main, String... flags) throws IOException, InterruptedException {
        Path output = Files.createTempFile("answer", ".txt");
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it did not end");
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            assertEquals(0, process.exitValue(), lines::toString);
            return lines.get(lines.size() - 1);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
