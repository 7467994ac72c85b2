package io.millrace.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Another JVM with this one's class path, on a core of its own where the machine can pin it. */
final class Forked implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader output;

    private Forked(String name, Process process) {
        this.name = name;
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // where we are stopped
    }

    /** @param core to run on, or −1 for any */
    static Forked start(int core, String mainClass, List<String> arguments) throws IOException {
        return start(core, "", mainClass, arguments);
    }

    /**
     * @param first what comes before everything else on the class path
     * @param flags more of them for its virtual machine
     */
    static Forked start(int core, String first, String mainClass, List<String> arguments, String... flags)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (core >= 0
                && Runtime.getRuntime().availableProcessors() > core
                && Files.exists(Path.of("/usr/bin/taskset"))) {
            command.addAll(List.of("taskset", "-c", String.valueOf(core)));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseG1GC",
                "-Xmx2g"));
        command.addAll(List.of(flags));
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Not as an argument: ONNX Runtime 1.29 dies of a long command line.
        builder.environment().put("CLASSPATH", first + System.getProperty("java.class.path"));
        return new Forked(mainClass + " " + String.join(" ", arguments), builder.start());
    }

    /** The next line of the kind. Errors: the process ends before. */
    String await(Predicate<String> line) throws IOException {
        List<String> others = new ArrayList<>();
        for (String read = output.readLine(); read != null; read = output.readLine()) {
            if (line.test(read)) {
                return read;
            }
            others.add(read);
        }
        throw new IOException(name + " ended early, with " + exitCode() + ":\n"
                + String.join("\n", others.subList(Math.max(0, others.size() - 30), others.size())));
    }

    private String exitCode() {
        try {
            return Integer.toString(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "no code";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
