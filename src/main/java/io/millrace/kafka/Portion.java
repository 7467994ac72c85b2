package io.millrace.kafka;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many points a transaction takes, so that it is through well before its time is over, whatever is slow: the broker, the
 * network to it, a disk, or the arithmetic. Without a bound a backlog would make transactions that are never through.
 *
 * <p>It grows as long as transactions are quick, and shrinks only when one comes near the end of its time: one that waits for
 * answers, and not for its own bytes, takes as long with fewer points.
 */
final class Portion {
    private static final Logger log = LoggerFactory.getLogger(Portion.class);

    static final int FIRST = 256;

    private static final int LEAST = 16;
    private static final int MOST = 1 << 20;

    private final String name;
    private int points;
    private Duration longest = Duration.ZERO; // that a transaction may live

    /**
     * @param name of the loop
     * @param first how many at first
     */
    Portion(String name, int first) {
        this.name = name;
        points = first;
    }

    /** Of transactions that may live so long. */
    Portion within(Duration time) {
        longest = time;
        return this;
    }

    /** What it may still take, zero or less: nothing. */
    int left(int taken) {
        return points - taken;
    }

    /** A transaction is over, committed or not. */
    void ended(int taken, Duration took) {
        long quarter = longest.toNanos() / 4;
        if (took.toNanos() > 2 * quarter && taken > LEAST) {
            points = (int) Math.max(LEAST, (double) Math.min(taken, points) * quarter / took.toNanos());
            log.info(
                    "{}: {} points took {} of the {} of a transaction; now {} at most",
                    name,
                    taken,
                    took,
                    longest,
                    points);
        } else if (took.toNanos() <= quarter && taken >= points) {
            points = Math.min(MOST, 2 * points);
        }
    }
}
