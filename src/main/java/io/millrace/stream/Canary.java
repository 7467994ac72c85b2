package io.millrace.stream;

/**
 * A model that serves a share of the streams before it may serve all. Which ones depends on their keys alone, so that every
 * process, and every later one, serves a stream with the same model.
 *
 * @param generation of all models that were ever published under the name, the highest
 * @param share of the streams, above 0 and below 1
 */
public record Canary(long generation, StreamTask task, double share) {
    public Canary {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share: expected it above 0 and below 1, found " + share);
        }
    }

    /** Whether it serves the stream. */
    public boolean serves(StreamKey stream) {
        int hash = stream.hashCode();
        hash = (hash ^ hash >>> 16) * 0x85ebca6b; // spreads what keys have in common: MurmurHash3's last steps
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        hash ^= hash >>> 16;
        return Integer.toUnsignedLong(hash) < share * (1L << Integer.SIZE);
    }
}
