package io.millrace.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;

/** All that a loop knows of Kafka: where each session gets its clients from. The caller closes them. */
interface LoopClients {
    /**
     * After which we are taken for dead.
     *
     * @param session without a heartbeat of the member
     * @param transaction from its beginning to its end
     * @param poll from one poll of the member to its next
     */
    record Limits(Duration session, Duration transaction, Duration poll) {}

    /** The topics, created where they were missing. Errors: {@link UnusableTopicException} where they cannot work. */
    Topics.Layout topics();

    /**
     * The one producer under the loop's name.
     *
     * @param maxRecordBytes the largest record that must go through
     */
    Producer<byte[], byte[]> producer(int maxRecordBytes);

    /**
     * A member of the group that shares the input, under the loop's name.
     *
     * @param rebalances told when the member rejoins its group; a protocol that does not say so tells nothing
     */
    Consumer<byte[], byte[]> member(RebalanceWatch.Listener rebalances);

    /** How long the cluster waits for us. */
    Limits limits();

    /** A consumer outside the group. */
    Consumer<byte[], byte[]> reader(IsolationLevel isolation);

    /** A consumer outside the group, of committed records, that brings a few at a time; a position that is gone is an error. */
    Consumer<byte[], byte[]> follower();

    /**
     * Aborts what loops left open that the group no longer counts among its members, as far as that is allowed: nobody has to
     * wait for it any longer.
     */
    void abortOrphans();

    /** Whether the group is at rest although not all that many partitions of the input are assigned to its members. */
    boolean partitionWithoutOwner(int partitions);
}
