package io.millrace.api;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a model's calls took, since the start: the numbers of the statistics extension. Any thread. */
final class Statistics {
    /** How often, and how long together. */
    record Duration(long count, long nanos) {
        static final Duration NONE = new Duration(0, 0);

        Duration plus(long times, long more) {
            return new Duration(count + times, nanos + more);
        }
    }

    /** One moment's numbers; {@code batches} by the number of points. */
    record Snapshot(
            long lastMillis,
            long inferences,
            long executions,
            Duration success,
            Duration fail,
            Duration queue,
            Duration input,
            Duration infer,
            Duration output,
            Map<Integer, Duration> batches) {}

    private long lastMillis;
    private long inferences;
    private long executions;
    private Duration success = Duration.NONE;
    private Duration fail = Duration.NONE;
    private Duration queue = Duration.NONE;
    private Duration input = Duration.NONE;
    private Duration infer = Duration.NONE;
    private Duration output = Duration.NONE;
    private final long[] batchCounts = new long[Integer.SIZE]; // by the power of two at or below the batch's points
    private final long[] batchNanos = new long[Integer.SIZE];

    /** Calls were stepped together. */
    synchronized void ran(List<Call> calls, long began, long ended) {
        long queued = 0;
        int points = 0;
        for (Call call : calls) {
            queued += began - call.arrived;
            points += call.size();
        }
        queue = queue.plus(calls.size(), queued);
        infer = infer.plus(calls.size(), ended - began);
        executions++;
        inferences += points;
        int size = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, points));
        batchCounts[size]++;
        batchNanos[size] += ended - began;
    }

    synchronized void succeeded(long nanos, long inputNanos, long outputNanos) {
        success = success.plus(1, nanos);
        input = input.plus(1, inputNanos);
        output = output.plus(1, outputNanos);
        lastMillis = System.currentTimeMillis();
    }

    synchronized void failed(long nanos) {
        fail = fail.plus(1, nanos);
    }

    synchronized Snapshot snapshot() {
        Map<Integer, Duration> batches = new TreeMap<>();
        for (int i = 0; i < batchCounts.length; i++) {
            if (batchCounts[i] > 0) {
                batches.put(1 << i, new Duration(batchCounts[i], batchNanos[i]));
            }
        }
        return new Snapshot(lastMillis, inferences, executions, success, fail, queue, input, infer, output, batches);
    }
}
