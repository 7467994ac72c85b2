package io.millrace.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics of a loop that are missing, and refuses those that cannot work. */
final class Topics {
    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    private static final int USUAL_MAX_BYTES = 1 << 20;
    private static final int ROOM_FOR_HEADERS = 64 * 1024;

    /** Of the topic of states; its active segment is never compacted, so segments are small. */
    static final Map<String, String> STATES = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(32 << 20));

    /**
     * What the loop must know of its topics.
     *
     * @param partitions of input, output and states
     * @param rejectedPartitions may differ: a rejected record belongs to no stream
     */
    record Layout(
            int partitions, int rejectedPartitions, int outputMaxBytes, int rejectedMaxBytes, int statesMaxBytes) {
        /** Of the largest record that any of them takes. */
        int maxBytes() {
            return Math.max(rejectedMaxBytes, Math.max(outputMaxBytes, statesMaxBytes));
        }
    }

    private final Admin admin;
    private final LoopSettings settings;
    private final TopicNames names;
    private final Map<String, Config> fresh = new HashMap<>(); // of topics created here

    Topics(Admin admin, LoopSettings settings) {
        this.admin = admin;
        this.settings = settings;
        this.names = settings.topics();
    }

    /** Errors: {@link UnusableTopicException} for an operator's, {@link KafkaException} for what may pass. */
    Layout prepare() {
        Map<String, Integer> partitions = new HashMap<>();
        int input = partitionsOf(names.input(), settings.partitions(), Map.of());
        int inputMaxBytes = maxBytes(names.input());
        partitions.put(names.output(), partitionsOf(names.output(), input, Map.of()));
        partitions.put(names.states(), partitionsOf(names.states(), input, STATES));
        names.forgotten().ifPresent(topic -> partitions.put(topic, partitionsOf(topic, input, Map.of())));
        partitions.forEach((topic, found) -> requireLike(input, topic, found));
        requireCompacted();
        int rejected = partitionsOf(names.rejected(), input, rejected(inputMaxBytes));
        Layout layout = new Layout(
                input, rejected, maxBytes(names.output()), maxBytes(names.rejected()), maxBytes(names.states()));
        if (layout.rejectedMaxBytes() <= inputMaxBytes) {
            log.warn(
                    "{}: expected max.message.bytes above {}'s {}, found {}; larger records will be left behind",
                    names.rejected(),
                    names.input(),
                    inputMaxBytes,
                    layout.rejectedMaxBytes());
        }
        return layout;
    }

    /** Of the topic of rejected records: whatever the input takes goes there, with headers that say why. */
    static Map<String, String> rejected(int inputMaxBytes) {
        long room = Math.min(Integer.MAX_VALUE, (long) inputMaxBytes + ROOM_FOR_HEADERS);
        return Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(room));
    }

    private int partitionsOf(String topic, int partitions, Map<String, String> config) {
        try {
            return describe(topic).partitions().size();
        } catch (UnknownTopicOrPartitionException missing) {
            if (topic.equals(names.states())) {
                requireNothingCommitted();
            }
            NewTopic created = new NewTopic(topic, partitions, settings.replication()).configs(config);
            try {
                remember(topic, TopicCreation.create(admin, created));
                log.info("{}: created with {} partitions", topic, partitions);
            } catch (TopicExistsException another) {
                log.debug("{}: another instance was quicker", topic);
                return describe(topic).partitions().size();
            }
            return partitions;
        }
    }

    /** Without its changelog a group that has read points would go on with streams that have forgotten them. */
    private void requireNothingCommitted() {
        try {
            long partitions = get(
                            admin.listConsumerGroupOffsets(settings.group()).partitionsToOffsetAndMetadata())
                    .entrySet()
                    .stream()
                    .filter(entry -> entry.getKey().topic().equals(names.input()) && entry.getValue() != null)
                    .count();
            if (partitions > 0) {
                throw new UnusableTopicException(
                        names.states() + ": expected the states of the " + partitions
                                + " partitions that group " + settings.group()
                                + " has read from, found no such topic; bring it back, or delete the group's offsets to begin anew");
            }
        } catch (AuthorizationException e) {
            log.warn("{}: may not be asked what it has committed", settings.group());
        }
    }

    /** The broker may not know a new topic's configuration for a moment; the answer to its creation has it. */
    private void remember(String topic, CreateTopicsResult result) {
        try {
            fresh.put(topic, get(result.config(topic)));
        } catch (AuthorizationException e) {
            log.debug("{}: created, but may not be described", topic);
        }
    }

    private TopicDescription describe(String topic) {
        try {
            return get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        } catch (TopicAuthorizationException e) {
            throw new TopicAuthorizationException(Set.of(topic)); // the answer's own does not say which
        }
    }

    private void requireLike(int input, String topic, int found) {
        if (found != input) {
            throw new UnusableTopicException(topic + ": expected " + input + " partitions, as many as " + names.input()
                    + " has, found " + found + "; streams must keep their partition: use another topic");
        }
    }

    private void requireCompacted() {
        String policy = config(names.states(), TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new UnusableTopicException(names.states() + ": expected cleanup.policy=compact, found " + policy
                    + "; states of quiet streams would be lost");
        }
    }

    private int maxBytes(String topic) {
        return Integer.parseInt(config(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(USUAL_MAX_BYTES)));
    }

    private String config(String topic, String name, String unlessAllowed) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config config = fresh.containsKey(topic)
                    ? fresh.get(topic)
                    : get(admin.describeConfigs(List.of(resource)).all()).get(resource);
            ConfigEntry entry = config.get(name);
            return entry == null || entry.value() == null ? unlessAllowed : entry.value();
        } catch (AuthorizationException e) {
            log.warn("{}: may not be asked for {}; taken for {}", topic, name, unlessAllowed);
            return unlessAllowed;
        }
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new KafkaException(e.getCause());
        }
    }
}
