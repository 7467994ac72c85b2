package io.millrace.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The broker, and how topics that are missing are made.
 *
 * @param client Kafka client properties, verbatim; {@code bootstrap.servers} is absent when the broker is embedded
 * @param groupId prefix of consumer groups and transactional ids
 * @param embedded settings of the broker in this process, if it has one
 * @param topics how missing topics are created
 */
public record KafkaConfig(
        Map<String, String> client, String groupId, Optional<EmbeddedConfig> embedded, TopicConfig topics) {
    /** A broker in this process, with the defaults of everything. */
    public static final KafkaConfig LOCAL =
            new KafkaConfig(Map.of(), "millrace", Optional.of(EmbeddedConfig.DEFAULT), TopicConfig.DEFAULT);

    static final String BOOTSTRAP = "bootstrap.servers";

    public KafkaConfig {
        client = Map.copyOf(client);
        Require.that(!groupId.isBlank(), "group.id", "a name", '"' + groupId + '"');
        Require.that(
                embedded.isPresent() != client.containsKey(BOOTSTRAP),
                BOOTSTRAP,
                "either this or embedded, not both",
                client.get(BOOTSTRAP));
    }

    /** Empty while the embedded broker has not started. */
    public String bootstrapServers() {
        return client.getOrDefault(BOOTSTRAP, "");
    }

    /** The same with another broker: the embedded one once it has an address. */
    public KafkaConfig at(String bootstrapServers) {
        Map<String, String> properties = new HashMap<>(client);
        properties.put(BOOTSTRAP, bootstrapServers);
        return new KafkaConfig(properties, groupId, Optional.empty(), topics);
    }
}
