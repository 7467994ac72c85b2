package io.millrace.kafka;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates topics, and waits until they can be used. Kafka calls a topic created once its controller has written that down,
 * which its brokers learn a moment later. An idempotent producer that sends several batches in that moment may have the
 * first refused and the second taken; brokers up to 4.4.0 then refuse the first for ever (KAFKA-15591), and what it bore
 * is lost when the producer's patience ends.
 */
public final class TopicCreation {
    private static final long PAUSE = 50; // milliseconds
    private static final int ATTEMPTS = 1200; // a minute, as the client's own patience

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
        awaitLeaders(admin, partitions);
        return created;
    }

    private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> partitions) {
        Set<String> topics =
                partitions.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        for (int attempt = 1; ; attempt++) {
            try {
                // Only a broker that knows them is asked for their leaders: one that does not has its client log an
                // error.
                Topics.get(admin.describeTopics(topics).allTopicNames());
                Topics.get(
                        admin.listOffsets(partitions).all()); // asks the leaders, again while they know nothing of it
                return;
            } catch (UnknownTopicOrPartitionException notYet) {
                if (attempt == ATTEMPTS) {
                    throw notYet;
                }
                pause();
            } catch (AuthorizationException mayOnlyCreate) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
