package io.millrace.stream;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The model that serves, until a better one takes its place; beside it, for a while, perhaps one that serves a share of the
 * streams. Thread-safe: loops look at it between two transactions, whoever follows the models offers the next.
 */
public final class Champion {
    /**
     * What serves.
     *
     * @param generation rises from model to model; a partition never goes back to a lower one
     */
    public record Reign(long generation, StreamTask task, Optional<Canary> canary) {
        /** Of all streams. */
        public Reign(long generation, StreamTask task) {
            this(generation, task, Optional.empty());
        }

        /** The newest of the models that serve. */
        public long newest() {
            return canary.map(Canary::generation).orElse(generation);
        }
    }

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
     * A model takes over if it is newer; whichever was tried beside the last one is gone. Errors: one under which the streams
     * cannot go on is refused.
     *
     * @return whether it took over
     */
    public boolean offer(long generation, StreamTask task) {
        return replace(generation, task, reign -> new Reign(generation, task));
    }

    /**
     * A model serves a share of the streams if it is newer. Errors: as with {@link #offer}.
     *
     * @return whether it does
     */
    public boolean offer(Canary canary) {
        return replace(
                canary.generation(),
                canary.task(),
                reign -> new Reign(reign.generation(), reign.task(), Optional.of(canary)));
    }

    private synchronized boolean replace(long generation, StreamTask task, UnaryOperator<Reign> next) {
        if (forGood || generation <= newest.newest()) {
            return false;
        }
        Optional<String> why = task.whyNotAfter(newest.task());
        if (why.isPresent()) {
            throw new IllegalArgumentException(why.get());
        }
        newest = next.apply(newest);
        return true;
    }
}
