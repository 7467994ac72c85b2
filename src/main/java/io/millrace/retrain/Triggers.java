package io.millrace.retrain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a training is due: every so often, on drift, by command; never without data that are worth it. */
public final class Triggers {
    public enum Reason {
        TIME,
        DRIFT,
        COMMAND
    }

    private final Optional<Duration> every;
    private final long minimum;
    private Instant last;
    private boolean drifted;
    private boolean commanded;

    /** @param minimum new points, but for a command */
    public Triggers(Optional<Duration> every, long minimum, Instant start) {
        this.every = every;
        this.minimum = minimum;
        last = start;
    }

    public void drift() {
        drifted = true;
    }

    public void command() {
        commanded = true;
    }

    /**
     * Whether one is due, and why.
     *
     * @param fresh points since the last training
     * @param sinceAlarm points since the alarm, if there was one
     */
    public Optional<Reason> due(Instant now, long fresh, long sinceAlarm) {
        if (commanded) {
            return Optional.of(Reason.COMMAND);
        }
        if (drifted) {
            return sinceAlarm >= minimum ? Optional.of(Reason.DRIFT) : Optional.empty();
        }
        boolean time = every.isPresent() && !now.isBefore(last.plus(every.get()));
        return time && fresh >= minimum ? Optional.of(Reason.TIME) : Optional.empty();
    }

    /** One found too little to learn from: an alarm stays, a command does not. */
    public void postponed(Instant now) {
        last = now;
        commanded = false;
    }

    /** One has ended. */
    public void done(Instant now) {
        last = now;
        drifted = false;
        commanded = false;
    }
}
