package io.millrace.kafka;

import io.millrace.codec.LabelText;
import io.millrace.codec.StreamName;
import io.millrace.stream.StreamKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The labels of streams, from a topic of their own: the key is the stream's, the value a label. The newest of each stream
 * counts; a record without a value takes it back.
 */
public final class LabelReplay {
    private final Map<String, Object> client;
    private final String topic;
    private final LabelText text = new LabelText();

    /** @param settings that name the broker */
    public LabelReplay(LoopSettings settings, String topic) {
        this.client = Map.copyOf(settings.client());
        this.topic = topic;
    }

    /** Of those streams only, by name. Errors: a topic that is not there. */
    public Map<String, String> read(Set<String> streams) {
        Map<String, String> labels = new HashMap<>();
        try (TopicReader reader = new TopicReader(client, topic, "labels")) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    String stream = record.key() == null ? "" : StreamName.of(StreamKey.of(record.key()));
                    if (streams.contains(stream)) {
                        String label = text.read(record.value());
                        labels.compute(stream, (any, before) -> label.isEmpty() ? null : label);
                    }
                }
            }
        }
        return labels;
    }
}
