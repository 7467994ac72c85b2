package io.millrace.kafka;

import java.time.Duration;

/**
 * Sees what an {@link ExactlyOnceLoop} does, for metrics and health. Called on the loop's thread: return quickly, throw
 * nothing. What is counted is durable: work of an aborted transaction shows up only as {@link #aborted}.
 */
public interface LoopObserver {
    LoopObserver NONE = new LoopObserver() {};

    /**
     * One committed transaction.
     *
     * @param points records taken from the input, rejected ones and end markers among them
     * @param predictions records written to the output
     * @param rejected records written to the rejected topic
     * @param states records written to the state changelog
     * @param bytes keys and values of all that was written
     * @param compared predictions that carry an error
     * @param errorSum of those, in the features' unit
     * @param baselineErrorSum of those, in the features' unit
     * @param took from beginning to end
     */
    record Commit(
            long points,
            long predictions,
            long rejected,
            long states,
            long bytes,
            long compared,
            double errorSum,
            double baselineErrorSum,
            Duration took) {}

    default void committed(Commit commit) {}

    /** Of a committed transaction: how many records were rejected for a reason, by its stable code. */
    default void rejected(String code, int records) {}

    /** Of a committed transaction: records whose number in their stream had been taken before. */
    default void dropped(int records) {}

    /** Of a committed transaction: how many streams were forgotten for a reason, by its stable word. */
    default void forgotten(String reason, int streams) {}

    /** Of a committed transaction: from one input record's timestamp to the commit of what came of it. */
    default void delivered(Duration delay) {}

    /** A transaction, or the whole session, was given up; the loop reopens after {@code backOff}. */
    default void aborted(Throwable cause, Duration backOff) {}

    /** The states of newly assigned partitions were read back. */
    default void restored(int partitions, long records, Duration took) {}

    /** Points that were deleted from the input before they were read, or read again to bring states up from their checkpoint. */
    default void missed(long points) {}

    /**
     * Whenever it may have changed.
     *
     * @param held streams whose state is held
     * @param stored those of them for which memory has no room
     */
    default void streams(int held, int stored) {}

    /** Points of our partitions that wait in the input, after every poll. */
    default void lag(long points) {}

    /** Bytes that the numbers of the streams in memory take: states and what is remembered of the last point. */
    default void held(long bytes) {}

    /** Points of one poll went through the network: decoded, stepped and written down. */
    default void processed(int points, Duration took) {}

    /** Share of the states of newly assigned partitions that is read back, 0 to 1. */
    default void restoring(double share) {}

    /** Hears of what the loop's Kafka clients measure. */
    default ClientMeters clients() {
        return ClientMeters.NONE;
    }

    /** Hears of what becomes of the loop's records. */
    default RecordTraces traces() {
        return RecordTraces.NONE;
    }

    /** States that others have committed and that are yet to be read, of all partitions that stand by. */
    default void standby(long records) {}

    /** Whether all assigned partitions are restored and served. */
    default void ready(boolean ready) {}
}
