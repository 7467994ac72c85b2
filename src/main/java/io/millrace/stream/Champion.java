package io.millrace.stream;

import java.util.Optional;

/**
 * The model that serves, until a better one takes its place. Thread-safe: loops look at it between two transactions,
 * whoever follows the models offers the next.
 */
public final class Champion {
    /** @param generation rises from model to model; a partition never goes back to a lower one */
    public record Reign(long generation, StreamTask task) {}

    private final boolean forGood;
    private volatile Reign newest;

    private Champion(Reign first, boolean forGood) {
        this.newest = first;
        this.forGood = forGood;
    }

    /** A model that nobody will replace. */
    public static Champion forGood(StreamTask task) {
        return new Champion(new Reign(0, task), true);
    }

    /** A model that may be replaced. */
    public static Champion of(long generation, StreamTask task) {
        return new Champion(new Reign(generation, task), false);
    }

    public Reign newest() {
        return newest;
    }

    /** Whether it stays, whatever served before. */
    public boolean isForGood() {
        return forGood;
    }

    /**
     * A model takes over if it is newer. Errors: one under which the streams cannot go on is refused.
     *
     * @return whether it took over
     */
    public synchronized boolean offer(long generation, StreamTask task) {
        if (forGood || generation <= newest.generation()) {
            return false;
        }
        Optional<String> why = task.whyNotAfter(newest.task());
        if (why.isPresent()) {
            throw new IllegalArgumentException(why.get());
        }
        newest = new Reign(generation, task);
        return true;
    }
}
