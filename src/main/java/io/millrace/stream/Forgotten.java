package io.millrace.stream;

import java.util.Locale;

/**
 * A stream that was forgotten: its next point is its first.
 *
 * @param n points it had had
 * @param timestamp of the last of them
 */
public record Forgotten(int partition, StreamKey stream, Reason reason, long n, long timestamp) {
    /** Why. */
    public enum Reason {
        /** No point for too long. */
        IDLE,
        /** The mark of its sequence's end. */
        END,
        /** The mark of another sequence's beginning. */
        START,
        /** Too long a gap before its next point. */
        GAP,
        /** Somebody asked for it. */
        RESET;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
