package io.millrace.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time of the virtual machine's own threads in this process, in microseconds: the compilers' and the collector's. Java
 * does not tell it, Linux does; elsewhere both are 0.
 */
record MachineThreads(long compiler, long collector) {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final long TICK = 10_000; // microseconds, of every Linux that Java runs on

    static MachineThreads now() {
        if (!Files.isDirectory(TASKS)) {
            return new MachineThreads(0, 0);
        }
        long compiler = 0;
        long collector = 0;
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : tasks.toList()) {
                String stat = stat(task);
                String name = stat.substring(stat.indexOf('(') + 1);
                if (name.startsWith("C1 ") || name.startsWith("C2 ")) {
                    compiler += time(stat);
                } else if (name.startsWith("G1 ") || name.startsWith("GC ")) {
                    collector += time(stat);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(TASKS + ": " + e.getMessage(), e);
        }
        return new MachineThreads(compiler, collector);
    }

    private static String stat(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (NoSuchFileException ended) {
            return "0 (ended) -";
        }
    }

    /** In user and system mode: fields 14 and 15 of proc(5), the name being the second. */
    private static long time(String stat) {
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return TICK * (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12)));
    }
}
