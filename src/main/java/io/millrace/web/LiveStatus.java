package io.millrace.web;

import java.util.OptionalDouble;

/**
 * How this process serves a model.
 *
 * @param lag points that wait in its partitions
 * @param streams whose state it holds
 * @param stored those of them that are on disk
 * @param p99Millis from a point's timestamp to the commit of its prediction, of late; empty: nothing came
 */
public record LiveStatus(long lag, long streams, long stored, OptionalDouble p99Millis) {
    static final LiveStatus UNKNOWN = new LiveStatus(0, 0, 0, OptionalDouble.empty());
}
