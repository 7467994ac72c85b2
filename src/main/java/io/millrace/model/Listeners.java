package io.millrace.model;

import io.millrace.training.Checkpoint;
import io.millrace.training.EpochReport;
import io.millrace.training.Progress;
import io.millrace.training.TrainingListener;
import java.util.List;
import java.util.function.Supplier;

/** Several listeners as one, told in their order. */
record Listeners(List<TrainingListener> all) implements TrainingListener {
    Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void updated(Progress progress) {
        all.forEach(listener -> listener.updated(progress));
    }

    @Override
    public void epochEnded(EpochReport report) {
        all.forEach(listener -> listener.epochEnded(report));
    }

    @Override
    public void checkpoint(boolean better, Supplier<Checkpoint> checkpoint) {
        all.forEach(listener -> listener.checkpoint(better, checkpoint));
    }

    @Override
    public boolean isCancelled() {
        return all.stream().anyMatch(TrainingListener::isCancelled);
    }
}
