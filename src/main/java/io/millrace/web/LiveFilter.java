package io.millrace.web;

import java.util.Set;

/**
 * Which of a model's predictions are wanted: those for which all of it holds. Equal filters share their frames.
 *
 * @param streams empty: any
 * @param prefix of the stream's name; empty: any
 * @param minimumError of the prediction before; 0: any, and those that have none
 */
record LiveFilter(Set<String> streams, String prefix, double minimumError) {
    static final int MOST_STREAMS = 1_000; // clients are strangers

    LiveFilter {
        streams = Set.copyOf(streams);
        if (streams.size() > MOST_STREAMS) {
            throw new IllegalArgumentException("streams: expected at most " + MOST_STREAMS + ", found " + streams.size()
                    + "; take a prefix, or the whole model");
        }
        if (!(minimumError >= 0)) {
            throw new IllegalArgumentException("minimumError: expected 0 or more, found " + minimumError);
        }
    }

    boolean includes(LiveRecord record) {
        return (streams.isEmpty() || streams.contains(record.stream()))
                && record.stream().startsWith(prefix)
                && (minimumError == 0 || record.error() >= minimumError);
    }
}
