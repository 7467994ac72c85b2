package io.millrace.kafka;

import io.millrace.stream.StreamSettings;

/**
 * One rule, broken. The loop itself stays as it is; what stands between it and its clients, or its processor, makes it do what a
 * loop without the rule would do.
 */
interface Mutation {
    /** All rules hold. */
    Mutation NONE = new Mutation() {};

    default LoopClients clients(LoopClients clients) {
        return clients;
    }

    default StreamProcessor processor(StreamProcessor processor) {
        return processor;
    }

    default StreamSettings settings(StreamSettings settings) {
        return settings;
    }

    /** Does not recall one of the numbers that stand beside a committed offset. */
    static StreamProcessor forgetting(String note, StreamProcessor processor) {
        return new Wrapped(processor) {
            @Override
            public boolean assigned(int partition, String metadata) {
                return super.assigned(partition, metadata.replaceAll(note + "=\\d+", ""));
            }
        };
    }
}
