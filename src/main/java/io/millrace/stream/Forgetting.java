package io.millrace.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * When a stream is forgotten although nobody says that its sequence is over.
 *
 * <p>Idleness is measured in its partition's time, which never goes back: a stream is idle once that has moved on by more
 * than {@code idle} since the stream's last point. Where records make the time, whether a point finds its stream forgotten
 * thus depends on the partition's records up to it, and on nothing else.
 *
 * @param idle empty: never
 * @param gap between the timestamps of two points of the stream, beyond which the second begins a new sequence; empty: none
 * @param time what moves a partition's time
 */
public record Forgetting(Optional<Duration> idle, Optional<Duration> gap, Time time) {
    /** What moves a partition's time. */
    public enum Time {
        /** Its records: the time is the largest timestamp so far. */
        EVENT,
        /** The clock on the wall, also while nobody reads the partition. */
        WALL
    }

    /** Of a stream that no point has reached. */
    public static final long NO_TIME = Long.MIN_VALUE;

    public static final Forgetting NEVER = new Forgetting(Optional.empty(), Optional.empty(), Time.EVENT);

    public Forgetting {
        idle.ifPresent(duration -> requirePositive("idle", duration));
        gap.ifPresent(duration -> requirePositive("gap", duration));
    }

    private static void requirePositive(String what, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(what + ": expected at least 1ms, found " + duration);
        }
    }

    /**
     * @param heard the partition's time when the stream's last point came
     * @param now the partition's time
     */
    boolean isIdle(long heard, long now) {
        return heard != NO_TIME && idle.isPresent() && exceeds(heard, now, idle.get());
    }

    /** Whether a point at the second timestamp does not go on from one at the first. */
    boolean isGap(long from, long to) {
        return gap.isPresent() && exceeds(from, to, gap.get());
    }

    /** Whether a point at the second timestamp begins a new sequence, as far as timestamps tell. */
    public boolean parts(long from, long to) {
        return isGap(from, to) || isIdle(from, to);
    }

    private static boolean exceeds(long from, long to, Duration most) {
        return to > from && Math.subtractExact(to, from) > most.toMillis();
    }
}
