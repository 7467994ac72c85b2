package io.millrace.retrain;

import io.millrace.training.Progress;
import io.millrace.training.TrainingListener;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/**
 * Keeps a training to a share of one core, and to far less while others need the core: after each update it rests as much
 * longer as the share is smaller, and as much longer again as it had to wait for the processor itself. The result does not
 * depend on it. Linux knows no priorities of Java's threads, hence rests.
 */
public final class Pace implements TrainingListener {
    private static final double GIVING_WAY = 16; // times as long as it waited for the processor; the smaller the share
    private static final double LONGEST = 500e6; // nanoseconds, as what it waited for may also have been a disk

    private final double share;
    private final LongSupplier nanoTime;
    private final LongSupplier cpuTime;
    private final Rest rest;
    private final BooleanSupplier cancelled;
    private final DoubleConsumer progress;
    private long resumed;
    private long spent; // processor time at that moment

    /** Does nothing for a while. */
    @FunctionalInterface
    public interface Rest {
        void rest(long nanos);
    }

    /**
     * @param share above 0, at most 1
     * @param cpuTime of the training's thread, nanoseconds
     * @param progress told after each update, 0 to 1
     */
    public Pace(
            double share,
            LongSupplier nanoTime,
            LongSupplier cpuTime,
            Rest rest,
            BooleanSupplier cancelled,
            DoubleConsumer progress) {
        this.share = share;
        this.nanoTime = nanoTime;
        this.cpuTime = cpuTime;
        this.rest = rest;
        this.cancelled = cancelled;
        this.progress = progress;
        resume();
    }

    private void resume() {
        resumed = nanoTime.getAsLong();
        spent = cpuTime.getAsLong();
    }

    @Override
    public void updated(Progress done) {
        rest();
        progress.accept(done.fractionDone());
    }

    /** Does a piece of other work. */
    public void work(Runnable piece) {
        resume();
        piece.run();
        rest();
    }

    private void rest() {
        long took = nanoTime.getAsLong() - resumed;
        long worked = Math.min(took, cpuTime.getAsLong() - spent);
        double given = Math.min((took - worked) * GIVING_WAY * (1 - share), LONGEST);
        rest.rest((long) (worked * (1 / share - 1) + given));
        resume();
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }
}
