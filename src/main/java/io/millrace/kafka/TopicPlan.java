package io.millrace.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a service as they should be, beside what the cluster has: for whoever makes them before it starts. */
public final class TopicPlan implements AutoCloseable {
    /**
     * A topic.
     *
     * @param partitions as it should have
     * @param config as it should have, where that is not the broker's default
     * @param there whether the cluster has it
     * @param differences from what it should be, a line each
     */
    public record Planned(
            String topic, int partitions, Map<String, String> config, boolean there, List<String> differences) {}

    private static final int BROKERS_MAX_BYTES = 1_048_588; // of a topic for which nobody says anything else

    private final Admin admin;
    private final Map<String, Planned> planned = new LinkedHashMap<>(); // by topic

    public TopicPlan(Map<String, String> client) {
        admin = Admin.create(ClientProperties.admin(client));
    }

    /** Adds the topics of a model's loops. */
    public void add(LoopSettings loops) {
        TopicNames names = loops.topics();
        int partitions =
                found(names.input()).map(input -> input.partitions().size()).orElse(loops.partitions());
        plan(names.input(), partitions, Map.of());
        plan(names.output(), partitions, Map.of());
        plan(names.states(), partitions, Topics.STATES);
        names.forgotten().ifPresent(topic -> plan(topic, partitions, Map.of()));
        plan(names.rejected(), partitions, Topics.rejected(maxBytes(names.input())));
    }

    /** Adds the topics of models that are published, and of what is told of them. */
    public void addModels(String models, String events) {
        plan(models, 1, ModelTopics.COMPACTED);
        plan(events, 1, Map.of());
    }

    /** In the order in which they were added. */
    public List<Planned> topics() {
        return List.copyOf(planned.values());
    }

    /** Makes a topic that is missing. */
    public void create(Planned missing, int replication) {
        NewTopic topic =
                new NewTopic(missing.topic(), missing.partitions(), (short) replication).configs(missing.config());
        TopicCreation.create(admin, topic);
    }

    private void plan(String topic, int partitions, Map<String, String> config) {
        Optional<TopicDescription> found = found(topic);
        List<String> differences = new ArrayList<>();
        found.ifPresent(there -> {
            if (there.partitions().size() != partitions) {
                differences.add("partitions: expected " + partitions + ", found "
                        + there.partitions().size());
            }
            config.forEach((name, wanted) -> {
                String value = config(topic, name);
                if (!suits(name, wanted, value)) {
                    differences.add(name + ": expected " + wanted + ", found " + value);
                }
            });
        });
        planned.put(
                topic,
                new Planned(topic, partitions, new TreeMap<>(config), found.isPresent(), List.copyOf(differences)));
    }

    /** A size may be larger than needed. */
    private static boolean suits(String name, String wanted, String found) {
        return name.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                ? Long.parseLong(found) >= Long.parseLong(wanted)
                : found.equals(wanted);
    }

    private Optional<TopicDescription> found(String topic) {
        try {
            return Optional.of(BrokerAnswer.of(
                    admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
        } catch (UnknownTopicOrPartitionException missing) {
            return Optional.empty();
        }
    }

    private int maxBytes(String topic) {
        return found(topic).isPresent()
                ? Integer.parseInt(config(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                : BROKERS_MAX_BYTES;
    }

    private String config(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = BrokerAnswer.of(
                            admin.describeConfigs(List.of(resource)).all())
                    .get(resource);
            ConfigEntry entry = config.get(name);
            return entry == null ? "nothing" : entry.value();
        } catch (AuthorizationException e) {
            throw new UnusableTopicException(
                    topic + ": may not be asked for its configuration; allow DESCRIBE_CONFIGS");
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
