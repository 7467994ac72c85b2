package io.millrace.kafka;

import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What a session has to ask about its partitions once the group has handed them out: whether all have an owner, and are. */
final class InputPartitions {
    private final LoopClients clients;
    private final TopicNames topics;
    private final Topics.Layout layout;
    private boolean allOwned; // as far as the group was asked
    private boolean inDoubt; // some were taken from us: maybe the topic is gone

    InputPartitions(LoopClients clients, TopicNames topics, Topics.Layout layout) {
        this.clients = clients;
        this.topics = topics;
        this.layout = layout;
    }

    /** Errors: {@link UnusableTopicException} for a partition that is new, and so has no states. */
    void requireKnown(Collection<TopicPartition> assigned) {
        for (TopicPartition partition : assigned) {
            if (partition.partition() >= layout.partitions()) {
                throw new UnusableTopicException(topics.input() + ": expected " + layout.partitions()
                        + " partitions, as " + topics.states() + " has, found number " + partition.partition()
                        + "; with more partitions keys no longer lead to their streams' states: use a new topic");
            }
        }
    }

    /** Points of the member's partitions that it has yet to be given, as far as it knows. */
    static long lag(Consumer<?, ?> member) {
        return member.assignment().stream()
                .mapToLong(partition -> member.currentLag(partition).orElse(0))
                .sum();
    }

    void revoked() {
        inDoubt = true;
    }

    /** To be called when the group is at rest. */
    void settle(Consumer<?, ?> member) {
        if (inDoubt) {
            if (member.partitionsFor(topics.input()).size() != layout.partitions()) {
                requireTopics();
            }
            inDoubt = false;
        }
        if (!allOwned) {
            requireAllOwned(member);
        }
    }

    /** A topic that was deleted is created again, and said; one that is no longer fit is refused. */
    private void requireTopics() {
        Topics.Layout found = clients.topics();
        if (!found.equals(layout)) {
            throw new KafkaException("topics: expected them as they were, " + layout + ", found " + found);
        }
    }

    /**
     * A partition taken from one member is given to another in the next rebalance, for which the first has to ask. If it
     * failed instead, its successor of the same name is given what was left to it, without a rebalance, and the partition
     * to nobody.
     */
    private void requireAllOwned(Consumer<?, ?> member) {
        if (clients.partitionWithoutOwner(layout.partitions())) {
            member.enforceRebalance();
        }
        allOwned = true;
    }
}
