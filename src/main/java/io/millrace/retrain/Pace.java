package io.millrace.retrain;

import io.millrace.training.Progress;
import io.millrace.training.TrainingListener;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/**
 * Keeps a training to a share of one core: after each update it rests as much longer as the share is smaller. The result does
 * not depend on it. Linux knows no priorities of Java's threads, hence rests.
 */
public final class Pace implements TrainingListener {
    private final double share;
    private final LongSupplier nanoTime;
    private final Rest rest;
    private final BooleanSupplier cancelled;
    private final DoubleConsumer progress;
    private long resumed;

    /** Does nothing for a while. */
    @FunctionalInterface
    public interface Rest {
        void rest(long nanos);
    }

    /**
     * @param share above 0, at most 1
     * @param progress told after each update, 0 to 1
     */
    public Pace(double share, LongSupplier nanoTime, Rest rest, BooleanSupplier cancelled, DoubleConsumer progress) {
        this.share = share;
        this.nanoTime = nanoTime;
        this.rest = rest;
        this.cancelled = cancelled;
        this.progress = progress;
        resumed = nanoTime.getAsLong();
    }

    @Override
    public void updated(Progress done) {
        long worked = nanoTime.getAsLong() - resumed;
        rest.rest((long) (worked * (1 / share - 1)));
        resumed = nanoTime.getAsLong();
        progress.accept(done.fractionDone());
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }
}
