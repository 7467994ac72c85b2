package io.millrace.verticle;

import io.millrace.kafka.ErrorTail;
import io.millrace.kafka.InputTail;
import io.millrace.retrain.DriftDetector;
import io.millrace.retrain.DriftWatch;
import io.millrace.retrain.RetrainObserver.Drift;
import io.millrace.retrain.StabilityWatch;
import java.util.Optional;
import java.util.function.Supplier;

/** Watches a model's errors, and what comes in, for drift, on the topics. One thread. */
public final class Lookout implements AutoCloseable {
    /** @param value the mean error, or the stability index */
    record Alarm(Drift what, double value) {}

    private final Supplier<ErrorTail> errors;
    private final Supplier<InputTail> inputs;
    private final DriftWatch error;
    private final StabilityWatch stability;
    private ErrorTail errorTail; // null while nobody looks
    private InputTail inputTail;
    private Optional<Alarm> alarm = Optional.empty();
    private Optional<String> version = Optional.empty(); // of the model that is watched

    /** @param width numbers of a point */
    public Lookout(
            Supplier<ErrorTail> errors, Supplier<DriftDetector> detectors, Supplier<InputTail> inputs, int width) {
        this.errors = errors;
        error = new DriftWatch(detectors);
        this.inputs = inputs;
        stability = new StabilityWatch(width);
    }

    /**
     * Looks at what has come since the last time. With another model everything is new; what the last one said, and is read only
     * now, is none of its errors.
     *
     * @param serves version of the model that serves; empty: none
     * @return the newest alarm, if there is one
     */
    Optional<Alarm> look(Optional<String> serves) {
        if (!serves.equals(version)) {
            reset();
            version = serves;
        }
        if (errorTail == null) {
            errorTail = errors.get();
        }
        if (inputTail == null) {
            inputTail = inputs.get();
        }
        alarm = Optional.empty();
        inputTail.drain(point -> {
            if (stability.add(point)) {
                alarm = Optional.of(new Alarm(Drift.INPUTS, stability.index()));
            }
        });
        errorTail.drain(result -> {
            boolean ours =
                    serves.isPresent() && serves.get().equals(result.model().version());
            if (ours && error.add(result.error())) {
                alarm = Optional.of(new Alarm(Drift.ERROR, error.mean()));
            }
        });
        return alarm;
    }

    /** What comes from now on is what is usual. */
    void reset() {
        error.reset();
        stability.reset();
    }

    /** It may look again. */
    @Override
    public void close() {
        if (errorTail != null) {
            errorTail.close();
            errorTail = null;
        }
        if (inputTail != null) {
            inputTail.close();
            inputTail = null;
        }
    }
}
