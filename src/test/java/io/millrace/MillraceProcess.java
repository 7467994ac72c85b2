package io.millrace;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A command of Millrace in a JVM of its own, as a user runs it: it can be killed without a word. It runs these classes, or,
 * with {@code -Dmillrace.launcher=./millrace}, what is shipped: the jar, with its flags and its cache of classes.
 */
public final class MillraceProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final Path output;

    private MillraceProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param output gets all that the command prints */
    public static MillraceProcess start(Path output, String... arguments) throws IOException {
        return start(output, 512, arguments);
    }

    /** @param heap at most, in mebibytes */
    public static MillraceProcess start(Path output, int heap, String... arguments) throws IOException {
        return start(output, Map.of(), heap, arguments);
    }

    /** @param environment added to this process' own */
    public static MillraceProcess start(Path output, Map<String, String> environment, int heap, String... arguments)
            throws IOException {
        String launcher = System.getProperty("millrace.launcher");
        String mostHeap = "-Xmx" + heap + "m";
        List<String> command = new ArrayList<>(launcher == null ? ofTheseClasses(mostHeap) : List.of(launcher));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("MILLRACE_JAVA_OPTS", mostHeap);
        builder.environment().putAll(environment);
        return new MillraceProcess(builder.start(), output);
    }

    private static List<String> ofTheseClasses(String mostHeap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                mostHeap,
                "-cp",
                System.getProperty("java.class.path"),
                Millrace.class.getName());
    }

    /** Waits for a line and returns it; fails at once when the process ends without it. */
    public String awaitLine(Predicate<String> wanted) {
        return Awaitility.await("a line of " + output)
                .atMost(PATIENCE_SECONDS, SECONDS)
                .failFast(() -> {
                    if (!process.isAlive() && lines().stream().noneMatch(wanted)) {
                        throw new IllegalStateException("exit code " + process.exitValue() + ", after " + lines());
                    }
                })
                .until(() -> lines().stream().filter(wanted).findFirst().orElse(null), line -> line != null);
    }

    public List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    /** {@code kill -9}: no hook runs, nothing is flushed. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and its exit code. */
    public int stop() throws InterruptedException, TimeoutException {
        process.destroy();
        return awaitExit();
    }

    public int awaitExit() throws InterruptedException, TimeoutException {
        if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
            throw new TimeoutException("the process did not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
