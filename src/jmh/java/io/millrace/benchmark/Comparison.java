package io.millrace.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;

/**
 * Times contenders in turns: in each round everyone has a slice of some milliseconds, in another order every time. A ratio is the
 * median over the rounds of two slices of the same round, so that what else the machine does falls on both.
 * Times are CPU time of the calling thread, which does all the work: peers are held to one thread.
 */
final class Comparison {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int rounds;
    private final long warmUp; // ns of CPU time for each contender
    private final long slice; // ns of CPU time

    /**
     * @param warmUpMillis for each contender, before the rounds
     * @param sliceMillis for each contender in each round; at least one run
     */
    Comparison(int rounds, int warmUpMillis, int sliceMillis) {
        this.rounds = rounds;
        warmUp = 1_000_000L * warmUpMillis;
        slice = 1_000_000L * sliceMillis;
    }

    /** What came of it: seconds of CPU time for one run, by round. */
    record Times(double[] perRun) {
        double median() {
            return Comparison.median(perRun.clone());
        }

        /** How many times longer than {@code other}, as the median of the rounds. */
        double over(Times other) {
            double[] ratios = new double[perRun.length];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = perRun[round] / other.perRun[round];
            }
            return Comparison.median(ratios);
        }
    }

    List<Times> of(List<? extends Contender> contenders) {
        int[] runs = new int[contenders.size()];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = warmUp(contenders.get(i));
        }
        double[][] times = new double[runs.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < runs.length; turn++) {
                int i = (turn + round) % runs.length;
                times[i][round] = 1e-9 * time(contenders.get(i), runs[i]) / runs[i];
            }
        }
        return Arrays.stream(times).map(Times::new).toList();
    }

    /** Runs it until it is warm; returns how many runs fill a slice. */
    private int warmUp(Contender contender) {
        long spent = 0;
        long fastest = Long.MAX_VALUE; // of one run, within a block
        for (int block = 1; spent < warmUp; ) {
            long nanos = Math.max(1, time(contender, block));
            spent += nanos;
            fastest = Math.min(fastest, nanos / block);
            block = nanos < slice ? 2 * block : block;
        }
        return (int) Math.max(1, slice / Math.max(1, fastest));
    }

    private static long time(Contender contender, int runs) {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int run = 0; run < runs; run++) {
            contender.run();
        }
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
