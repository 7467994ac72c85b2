package io.millrace.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** CPU time of this process by who spent it, the virtual machine's own threads among them; of Linux, elsewhere empty. */
final class ProcessTimes {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final double TICK = 0.01; // seconds, of every Linux that Java runs on

    /** What threads' names begin with, as Linux cuts them. */
    private static final Map<String, String> PARTS =
            Map.of("C1", "compiler", "C2", "compiler", "G1", "collector", "GC", "collector", "VM", "collector");

    private ProcessTimes() {}

    /** Seconds so far by thread, as many as live. */
    static Map<String, Double> byThread() {
        Map<String, Double> times = new HashMap<>();
        if (!Files.isDirectory(TASKS)) {
            return times;
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                String stat = Files.readString(task.resolve("stat"));
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                List<String> fields =
                        List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
                times.merge(
                        name, TICK * (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))), Double::sum);
            }
        } catch (IOException e) {
            return Map.of();
        }
        return times;
    }
}
