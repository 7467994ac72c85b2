package io.millrace.kafka;

import java.util.HashMap;
import java.util.Map;

/** The changelog as it stands, for whoever looks in from outside: committed states only, nothing is changed. */
public final class StateTopic {
    /** Takes states. */
    public interface Sink {
        /** @param value null: the stream is forgotten; a later one of the same key replaces an earlier one */
        void take(int partition, byte[] key, byte[] value);
    }

    private final Map<String, String> client;
    private final String topic;

    /** @param client Kafka client properties */
    public StateTopic(Map<String, String> client, String topic) {
        this.client = Map.copyOf(client);
        this.topic = topic;
    }

    /** All states up to the end as it stands now. Errors: a topic that is not there; Kafka's own. */
    public void read(Sink sink) {
        try (TopicReader reader = new TopicReader(new HashMap<>(client), topic, "states")) {
            while (!reader.atEnd()) {
                reader.poll().forEach(record -> sink.take(record.partition(), record.key(), record.value()));
            }
        }
    }
}
