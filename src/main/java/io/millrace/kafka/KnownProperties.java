package io.millrace.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** What Kafka's clients say of their properties: which there are, and which of them must not be shown. */
public final class KnownProperties {
    private static final Map<String, ConfigDef.ConfigKey> KEYS = keys();

    private KnownProperties() {}

    private static Map<String, ConfigDef.ConfigKey> keys() {
        Map<String, ConfigDef.ConfigKey> keys =
                new HashMap<>(AdminClientConfig.configDef().configKeys());
        keys.putAll(ProducerConfig.configDef().configKeys());
        keys.putAll(ConsumerConfig.configDef().configKeys());
        return Map.copyOf(keys);
    }

    /** Whether a client takes it; what none knows may be a plug-in's, or misspelt. */
    public static boolean knows(String property) {
        return KEYS.containsKey(property);
    }

    /** Whether its value may be shown: an allow-list of what is known and is no secret. */
    public static boolean mayBeShown(String property) {
        ConfigDef.ConfigKey key = KEYS.get(property);
        return key != null && key.type != ConfigDef.Type.PASSWORD;
    }
}
