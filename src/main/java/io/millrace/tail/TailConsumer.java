package io.millrace.tail;

import io.vertx.core.Vertx;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of committed records, without a group and without commits: any number may read, and none leaves a trace. */
public final class TailConsumer {
    private TailConsumer() {}

    /** @param kafka client properties, verbatim; those that would make it a member of a group are left out */
    public static KafkaConsumer<byte[], byte[]> create(Vertx vertx, Map<String, String> kafka) {
        Map<String, String> properties = new HashMap<>(kafka);
        properties.keySet().removeIf(key -> key.startsWith("group."));
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest"); // what was deleted while it was read
        properties.put("allow.auto.create.topics", "false");
        properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
        properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
        properties.putIfAbsent("default.api.timeout.ms", "10000");
        return KafkaConsumer.create(vertx, properties);
    }
}
