package io.millrace.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Settings of one {@link ExactlyOnceLoop}.
 *
 * @param client Kafka client properties as the user gave them; they yield only where exactly once is at stake
 * @param group of consumers that share the input's partitions; one per model
 * @param instance this loop's name, the same after a restart, different from every other loop's of the group: the new
 *     process then takes the old one's place at once
 * @param commit a transaction's age at its commit
 * @param checkpoint how often the states that changed are written; what is taken in between is taken again when they are
 *     restored. Zero: with every commit
 * @param standby whether the states of partitions that others own are followed, too
 * @param partitions of the input, should it have to be created
 * @param replication of topics that have to be created; −1 for the broker's default
 */
public record LoopSettings(
        Map<String, String> client,
        String group,
        String instance,
        TopicNames topics,
        Duration commit,
        Duration checkpoint,
        boolean standby,
        int partitions,
        short replication) {
    public static final Duration DEFAULT_COMMIT = Duration.ofMillis(50);
    public static final Duration DEFAULT_CHECKPOINT = Duration.ofSeconds(5);
    public static final int DEFAULT_PARTITIONS = 4;
    public static final short BROKERS_REPLICATION = -1;

    public LoopSettings {
        client = Map.copyOf(client);
        if (!client.containsKey("bootstrap.servers")) {
            throw new IllegalArgumentException("kafka: expected bootstrap.servers, found " + client.keySet());
        }
        String reset = client.getOrDefault(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        if (!reset.equals("earliest") && !reset.equals("latest")) {
            throw new IllegalArgumentException("kafka: auto.offset.reset: expected earliest or latest, found " + reset);
        }
        if (group.isBlank() || instance.isBlank()) {
            throw new IllegalArgumentException(
                    "kafka: expected a group and an instance, found \"" + group + "\" and \"" + instance + "\"");
        }
        if (commit.isNegative() || commit.compareTo(Duration.ofSeconds(2)) > 0) {
            throw new IllegalArgumentException(
                    "commit: expected PT0S to PT2S, found " + commit + "; a longer transaction risks its timeout");
        }
        if (checkpoint.isNegative()) {
            throw new IllegalArgumentException("checkpoint: expected PT0S or more, found " + checkpoint);
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: expected at least 1, found " + partitions);
        }
        if (replication != BROKERS_REPLICATION && replication < 1) {
            throw new IllegalArgumentException("replication: expected −1 or at least 1, found " + replication);
        }
    }

    /** Of the producer; a new process of this name fences the old one by it. */
    String transactionalId() {
        return transactionalId(instance);
    }

    /** Of another loop of the group. */
    String transactionalId(String other) {
        return group + "." + other;
    }

    /** Whether a group that has committed nothing reads what is there already, or only what comes. */
    boolean fromBeginning() {
        return !"latest".equals(client.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG));
    }

    public static LoopSettings of(Map<String, String> client, String group, String instance, TopicNames topics) {
        return new LoopSettings(
                client,
                group,
                instance,
                topics,
                DEFAULT_COMMIT,
                DEFAULT_CHECKPOINT,
                false,
                DEFAULT_PARTITIONS,
                BROKERS_REPLICATION);
    }

    /** The same, but for the time between checkpoints. */
    LoopSettings withCheckpoint(Duration every) {
        return new LoopSettings(client, group, instance, topics, commit, every, standby, partitions, replication);
    }

    /** The same, but with a standby. */
    LoopSettings withStandby() {
        return new LoopSettings(client, group, instance, topics, commit, checkpoint, true, partitions, replication);
    }
}
