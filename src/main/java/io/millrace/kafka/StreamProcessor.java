package io.millrace.kafka;

import io.millrace.codec.Rejection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What an {@link ExactlyOnceLoop} does with records: the states of the partitions it was given, and the step from input to
 * output. One way to predict is one implementation. All calls come from the loop's thread; after a failure the loop throws
 * the processor away, states and all, and starts another.
 */
public interface StreamProcessor extends AutoCloseable {
    /** Where results go: into the transaction that also commits the input. */
    interface Output {
        /** A record for the output topic, with the key, the partition and the trace headers of its cause. */
        void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value);

        /** How far off the previous prediction was, and the baseline's, in the features' unit. */
        void compared(double error, double baselineError);

        /** The record cannot be used; it goes to the rejected topic as it is. */
        void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail);

        /** The record's number was taken before: it is not needed. */
        default void dropped(ConsumerRecord<byte[], byte[]> record) {}

        /**
         * A stream was forgotten.
         *
         * @param reason a stable word
         * @param value for the topic of forgotten streams, where there is one
         */
        default void forgotten(int partition, byte[] key, String reason, byte[] value) {}
    }

    /** Takes states to be written down. */
    interface Changes {
        /** @param value null: the stream is forgotten */
        void write(int partition, byte[] key, byte[] value);
    }

    /**
     * A partition is ours; its states follow, then {@link #restored}.
     *
     * @param metadata as committed last; empty where nothing is
     */
    void assigned(int partition, String metadata);

    /** What to remember beside the offset of the partition's last record processed: it holds exactly if that does. */
    default String metadata(int partition) {
        return "";
    }

    /** @param value as it was written to {@link Changes}; null: the stream is forgotten */
    void restore(int partition, byte[] key, byte[] value);

    /** That was all; records of the partition may come now. */
    void restored(int partition);

    /** The partition is no longer ours; its changes have been drained before. It may not have been restored yet. */
    void revoked(int partition);

    /** Takes the records of one poll, of restored partitions only, in order of their offsets. */
    void process(List<ConsumerRecord<byte[], byte[]>> poll, Output output);

    /** Hands over the states that changed since the last call. */
    void drainChanges(Changes changes);

    /** Streams whose state is held. */
    int streams();

    /** Those of them for which memory has no room. */
    default int stored() {
        return 0;
    }

    /** No transaction is open: the moment to swap a model or to forget idle streams. Called often; usually does nothing. */
    default void betweenTransactions(Output output) {}

    /** The session is over. */
    @Override
    default void close() {}
}
