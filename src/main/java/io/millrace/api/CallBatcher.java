package io.millrace.api;

import io.millrace.network.kernel.Kernels;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamTask;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the calls of different callers wait for one another for a moment, and steps them together. Little work is done where it
 * is, on the event loop; more than a few milliseconds of it on a worker, one run at a time. One thread, the event loop's.
 */
final class CallBatcher {
    private static final Logger LOG = LoggerFactory.getLogger(CallBatcher.class);
    private static final int MOST_CALLS = 256;
    private static final long INLINE = 10_000_000; // multiplications, a few milliseconds at the slowest
    private static final long MOST_WORK = 100 * INLINE;

    private final Vertx vertx;
    private final long delayMillis;
    private final Kernels kernels;
    private final Supplier<StreamTask> newest;
    private final KnownSequences sequences;
    private final Statistics statistics;
    private MemoryStreams streams; // of the first run
    private List<Call> waiting = new ArrayList<>();
    private boolean scheduled;
    private boolean running;

    /**
     * @param newest model; there is one when calls come
     * @param delay longest time for which a call waits
     */
    CallBatcher(
            Vertx vertx,
            Kernels kernels,
            Supplier<StreamTask> newest,
            Duration delay,
            KnownSequences sequences,
            Statistics statistics) {
        this.vertx = vertx;
        this.kernels = kernels;
        this.newest = newest;
        this.delayMillis = delay.toMillis();
        this.sequences = sequences;
        this.statistics = statistics;
    }

    Future<Call> add(Call call) {
        if (call.sequence != null) {
            sequences.admit(call.sequence, call.arrived / 1_000_000);
        }
        waiting.add(call);
        if (!running) {
            if (waiting.size() >= MOST_CALLS) {
                run();
            } else if (!scheduled) {
                scheduled = true;
                schedule();
            }
        }
        return call.done.future();
    }

    private void schedule() {
        if (delayMillis == 0) {
            vertx.runOnContext(v -> due()); // behind what has arrived already
        } else {
            vertx.setTimer(delayMillis, id -> due());
        }
    }

    private void due() {
        scheduled = false;
        if (!running && !waiting.isEmpty()) {
            run();
        }
    }

    private void run() {
        StreamTask task = newest.get();
        long workOfPoint = task.model().network().architecture().parameterCount();
        List<Call> batch = take(workOfPoint);
        List<StreamKey> forgotten = sequences.takeForgotten();
        long work = workOfPoint * batch.stream().mapToLong(Call::size).sum();
        if (work <= INLINE) {
            try {
                step(task, batch, forgotten);
                batch.forEach(Call::finish);
            } catch (RuntimeException e) {
                fail(batch, e);
            }
        } else {
            running = true;
            vertx.executeBlocking(
                            () -> {
                                step(task, batch, forgotten);
                                return null;
                            },
                            false)
                    .onComplete(done -> {
                        running = false;
                        if (done.succeeded()) {
                            batch.forEach(Call::finish);
                        } else {
                            fail(batch, done.cause());
                        }
                        due();
                    });
        }
    }

    /**
     * As many as one run shall take, at least one.
     *
     * @param workOfPoint multiplications that a step takes
     */
    private List<Call> take(long workOfPoint) {
        long work = 0;
        int count = 0;
        while (count < waiting.size() && (count == 0 || work < MOST_WORK)) {
            work += workOfPoint * waiting.get(count++).size();
        }
        List<Call> batch = waiting;
        waiting = new ArrayList<>(batch.subList(count, batch.size()));
        batch.subList(count, batch.size()).clear();
        if (!waiting.isEmpty() && !scheduled) {
            scheduled = true;
            schedule();
        }
        return batch;
    }

    private void step(StreamTask task, List<Call> batch, List<StreamKey> forgotten) {
        long began = System.nanoTime();
        if (streams == null) {
            streams = new MemoryStreams(task, kernels);
        }
        streams.run(task, batch, forgotten);
        statistics.ran(batch, began, System.nanoTime());
    }

    private static void fail(List<Call> batch, Throwable cause) {
        LOG.error("{} calls of the API failed", batch.size(), cause);
        batch.forEach(call -> call.done.fail(cause));
    }
}
