package io.millrace.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates topics, and waits until they can be used. Kafka calls a topic created once its controller has written that down,
 * which its brokers learn a moment later. An idempotent producer that sends several batches in that moment may have the
 * first refused and the second taken; brokers up to 4.4.0 then refuse the first for ever (KAFKA-15591), and what it bore
 * is lost when the producer's patience ends.
 */
public final class TopicCreation {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(50);

    private TopicCreation() {}

    /**
     * Returns once the leader of each partition takes records.
     *
     * @throws KafkaException of the first that cannot be created, such as one that exists; the others are created
     */
    public static CreateTopicsResult create(Admin admin, NewTopic... topics) {
        CreateTopicsResult created = admin.createTopics(List.of(topics));
        Topics.get(created.all());
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        Arrays.stream(topics).map(NewTopic::name).forEach(topic -> {
            int count = Topics.get(created.numPartitions(topic));
            for (int partition = 0; partition < count; partition++) {
                partitions.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        });
        try {
            awaitLeaders(admin, partitions);
        } catch (AuthorizationException mayOnlyCreate) {
            return created;
        }
        return created;
    }

    private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> partitions) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Topics.get(admin.listOffsets(partitions).all()); // asks the leaders, again while they do not know
                return;
            } catch (UnknownTopicOrPartitionException unheardOf) { // by the broker that was asked who leads
                if (System.nanoTime() > deadline) {
                    throw unheardOf;
                }
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }
}
