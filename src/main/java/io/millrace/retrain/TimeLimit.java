package io.millrace.retrain;

import io.millrace.training.Checkpoint;
import io.millrace.training.EpochReport;
import io.millrace.training.Progress;
import io.millrace.training.TrainingListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Ends a training when its time is over; tells another listener all the same. */
record TimeLimit(TrainingListener inner, InstantSource clock, Instant end) implements TrainingListener {
    TimeLimit(TrainingListener inner, InstantSource clock, Duration longest) {
        this(inner, clock, clock.instant().plus(longest));
    }

    @Override
    public void updated(Progress progress) {
        inner.updated(progress);
    }

    @Override
    public void epochEnded(EpochReport report) {
        inner.epochEnded(report);
    }

    @Override
    public void checkpoint(boolean better, Supplier<Checkpoint> checkpoint) {
        inner.checkpoint(better, checkpoint);
    }

    @Override
    public boolean isCancelled() {
        return inner.isCancelled() || clock.instant().isAfter(end);
    }
}
