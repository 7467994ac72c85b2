package io.millrace.kafka;

/**
 * Points of one stream as they lay on the input topic, without interruption.
 *
 * @param fresh whether no training has seen them
 * @param times of the records, seconds since 1970, [length]
 * @param points [length][features]
 */
public record RecordedSequence(String stream, boolean fresh, double[] times, double[][] points) {}
