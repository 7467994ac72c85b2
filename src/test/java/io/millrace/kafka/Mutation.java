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
}
