package io.millrace.kafka;

/** Follows records that their producer traces, from being processed to the commit. Called on the loop's thread. */
public interface RecordTraces {
    RecordTraces NONE = new RecordTraces() {
        @Override
        public byte[] predicted(byte[] traceparent, String topic, int partition, long offset) {
            return traceparent;
        }

        @Override
        public void rejected(byte[] traceparent, String topic, int partition, long offset, String code) {}

        @Override
        public void committed() {}

        @Override
        public void aborted() {}
    };

    /**
     * A prediction was made of the record.
     *
     * @param traceparent the record's header of that name
     * @return that of the prediction
     */
    byte[] predicted(byte[] traceparent, String topic, int partition, long offset);

    /** The record could not be used. */
    void rejected(byte[] traceparent, String topic, int partition, long offset, String code);

    /** All since the last call, or {@link #aborted}, is durable. */
    void committed();

    /** All since the last call, or {@link #committed}, was given up. */
    void aborted();
}
