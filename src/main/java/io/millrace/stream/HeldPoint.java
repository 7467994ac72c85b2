package io.millrace.stream;

/**
 * A point that waits for those before it.
 *
 * @param place in its stream: its number, or its timestamp
 * @param deadline of the partition's time, at which it waits no longer
 * @param time of the partition when it came
 * @param record by which whoever held it takes it up again
 */
public record HeldPoint(long place, long deadline, long time, byte[] record) {}
