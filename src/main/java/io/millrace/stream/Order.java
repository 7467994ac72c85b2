package io.millrace.stream;

import java.time.Duration;

/**
 * In which order a stream's points are taken, should they come in another.
 *
 * @param by what the order is
 * @param patience longest time, of the partition, for which a point waits for those before it
 * @param most points of one stream that wait
 */
public record Order(By by, Duration patience, int most) {
    /** What the order is. */
    public enum By {
        /** Each point's number is its predecessor's and one. */
        NUMBER,
        /** Points have timestamps that do not go back; any may be missing, so each waits. */
        TIME
    }

    public Order {
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("wait: expected at least 1ms, found " + patience);
        }
        if (most < 1) {
            throw new IllegalArgumentException("most: expected at least 1, found " + most);
        }
    }
}
