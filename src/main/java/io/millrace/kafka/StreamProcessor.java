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

        /** A stream is changed that no record changes: by the transaction that begins here. */
        default void changed() {}

        /**
         * A stream was forgotten.
         *
         * @param reason a stable word
         * @param value for the topic of forgotten streams, where there is one
         */
        default void forgotten(int partition, byte[] key, String reason, byte[] value) {}

        /** Of records that are processed again: what came of them is committed. */
        Output NONE = new Output() {
            @Override
            public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {}

            @Override
            public void compared(double error, double baselineError) {}

            @Override
            public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {}
        };
    }

    /** Takes states to be written down. */
    interface Changes {
        /** @param value null: the stream is forgotten */
        void write(int partition, byte[] key, byte[] value);
    }

    /**
     * The partition is another's. Its states follow as they are committed, a stream's again and again, until it is
     * {@linkplain #assigned ours} or {@linkplain #revoked let go of}. Called often.
     *
     * @return whether nothing is held of it, so that they must follow from the very first
     */
    default boolean standBy(int partition) {
        return false;
    }

    /**
     * A partition is ours; its states follow, as of its last checkpoint, then {@link #loaded}, the records since then once
     * more, and {@link #restored}.
     *
     * @param metadata as committed last; empty where nothing is
     * @return whether it goes on from the states that it got while it stood by; else they follow from the very first
     */
    boolean assigned(int partition, String metadata);

    /**
     * What to remember beside the offset of the partition's last record processed: it holds exactly if that does. With the
     * states as they were drained last, and the records since, another processor must come to where this one is.
     */
    default String metadata(int partition) {
        return "";
    }

    /** @param value as it was written to {@link Changes}; null: the stream is forgotten */
    void restore(int partition, byte[] key, byte[] value);

    /** All states were read. Those of the partition's records that came after them are processed again, if there are any. */
    default void loaded(int partition) {}

    /** The partition is where it was left; records that are new may come now. */
    void restored(int partition);

    /** The partition is no longer ours; its changes have been drained before, if it was restored. */
    void revoked(int partition);

    /**
     * Takes records of one poll, in order of their offsets: the first ones, as far as it gets without holding the loop up for
     * long, and at least one. The others are handed over again.
     *
     * @param output {@link Output#NONE} where they are processed again, of loaded partitions; else they are of restored ones
     * @return how many it took
     */
    int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output);

    /** Whether states of the partition changed since they were last drained. */
    boolean hasChanges(int partition);

    /**
     * Whether they must be drained with the transaction at hand: something has happened to them that the records do not tell,
     * or is about to.
     */
    default boolean needsCheckpoint(int partition) {
        return false;
    }

    /** Hands over the states of the partition that changed since the last call: its checkpoint. */
    void drainChanges(int partition, Changes changes);

    /** Streams whose state is held. */
    int streams();

    /** Those of them for which memory has no room. */
    default int stored() {
        return 0;
    }

    /** Bytes that the numbers of the streams in memory take. */
    default long bytes() {
        return 0;
    }

    /** No transaction is open: the moment to swap a model or to forget idle streams. Called often; usually does nothing. */
    default void betweenTransactions(Output output) {}

    /** The session is over. */
    @Override
    default void close() {}
}
