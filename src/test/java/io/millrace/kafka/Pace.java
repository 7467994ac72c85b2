package io.millrace.kafka;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How fast a loop predicts: the points between its first commit and its last but one, which neither a start nor the wait for
 * the last one's time belongs to. By the clock, with the broker on the same cores; and by the CPU time of the loop's thread
 * and its producer's, which is what the service spends.
 */
final class Pace extends Millrun.Told {
    private static final double COMPILING = 0.05; // of the time: the code is as fast as it gets

    private record Moment(long nanos, long work, long compiled, long predictions) {}

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    private final List<Moment> moments = new ArrayList<>(); // of the commits, on the loop's thread
    private long producer; // its thread's id

    @Override
    public void committed(Commit commit) {
        if (moments.isEmpty()) {
            producer = producer(Thread.currentThread().getName());
        }
        moments.add(new Moment(
                System.nanoTime(),
                threads.getCurrentThreadCpuTime() + threads.getThreadCpuTime(producer),
                compilers.getTotalCompilationTime(),
                commit.predictions()));
        super.committed(commit);
    }

    private long producer(String instance) {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null
                        && thread.getThreadName().startsWith("kafka-producer-network-thread")
                        && thread.getThreadName().endsWith("." + instance))
                .mapToLong(ThreadInfo::getThreadId)
                .max() // one of a run before this may be about to end
                .orElseThrow();
    }

    private Moment first() {
        return moments.get(0);
    }

    private Moment last() {
        return moments.get(moments.size() - 2);
    }

    private long points() {
        return moments.subList(1, moments.size() - 1).stream()
                .mapToLong(Moment::predictions)
                .sum();
    }

    double pointsPerSecond() {
        return 1e9 * points() / (last().nanos - first().nanos);
    }

    /** Microseconds a point. */
    double work() {
        return 1e-3 * (last().work - first().work) / points();
    }

    boolean isCompiled() {
        return 1e6 * (last().compiled - first().compiled) < COMPILING * (last().nanos - first().nanos);
    }
}
