package io.millrace.benchmark;

import io.millrace.kafka.ExactlyOnceLoop;
import io.millrace.kafka.LoopClock;
import io.millrace.kafka.LoopObserver;
import io.millrace.kafka.PredictionProcessor;
import io.millrace.kafka.StreamProcessor;
import io.millrace.network.kernel.Kernels;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Millrace's loop around a processor. */
final class LoopPipeline implements Pipeline {
    private final ExactlyOnceLoop loop;
    private final Thread thread;
    private final AtomicLong events = new AtomicLong();

    private LoopPipeline(PipelineSeat seat, Supplier<StreamProcessor> processors) {
        LoopObserver counter = new LoopObserver() {
            @Override
            public void committed(Commit commit) {
                events.addAndGet(commit.predictions());
            }
        };
        loop = new ExactlyOnceLoop(seat.settings(), processors, LoopClock.SYSTEM, counter);
        thread = new Thread(loop, "loop");
        thread.start();
    }

    static LoopPipeline predicting(PipelineSeat seat, PipelineModel model, Kernels kernels) {
        return new LoopPipeline(seat, () -> new PredictionProcessor(model.task(), kernels));
    }

    /** Reads and writes as many records of the same form, without a step or anything that leads to it. */
    static LoopPipeline recordsOnly(PipelineSeat seat, PipelineModel model) {
        return new LoopPipeline(seat, () -> new RecordsOnly(model));
    }

    @Override
    public long events() {
        return events.get();
    }

    @Override
    public Thread worker() {
        return thread;
    }

    @Override
    public void close() {
        loop.close();
    }
}
