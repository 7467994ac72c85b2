package io.millrace.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;

/** A static member of the group, cooperative: those methods of Kafka's consumer that the loop calls. */
final class SimulatedMember {
    static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofMillis(500);

    private final SimulatedBroker broker;
    private final SimulatedGroup group;
    private final Weather weather;
    private final String instance;
    private final RebalanceWatch.Listener rebalances;
    private final Runnable meanwhile; // others go on while this one waits

    private ConsumerRebalanceListener listener;
    private String member; // null: not in the group
    private int generation = -1;
    private Set<Integer> assignment = Set.of();
    private final Set<Integer> paused = new HashSet<>();
    private final Map<Integer, Long> positions = new HashMap<>();
    private boolean rejoins; // with the next poll
    private boolean closed;

    SimulatedMember(
            SimulatedBroker broker,
            Weather weather,
            String instance,
            RebalanceWatch.Listener rebalances,
            Runnable meanwhile) {
        this.broker = broker;
        this.group = broker.group;
        this.weather = weather;
        this.instance = instance;
        this.rebalances = rebalances;
        this.meanwhile = meanwhile;
    }

    void subscribe(Collection<String> topics, ConsumerRebalanceListener rebalanceListener) {
        listener = rebalanceListener;
    }

    /** What the consumer's own thread does in the background. */
    void heartbeat() {
        SimulatedGroup.Seat seat = group.seat(instance);
        if (!closed && seat != null && seat.member.equals(member)) {
            seat.heartbeat = broker.nanos();
        }
    }

    ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        weather.mayFail("poll");
        broker.pass(weather.within(timeout));
        for (int round = 0; round <= weather.upTo(2); round++) {
            beMember();
        }
        return fetch();
    }

    private void beMember() {
        SimulatedGroup.Seat seat = group.seat(instance);
        if (seat != null && member != null && !seat.member.equals(member)) {
            throw new FencedInstanceIdException(member + " was replaced by " + seat.member);
        }
        if (seat == null && member != null) { // expired
            Set<Integer> lost = assignment;
            member = null;
            assigned(Set.of());
            KafkaException refused = lost.isEmpty() ? null : call(() -> listener.onPartitionsLost(names(lost)));
            if (refused != null) {
                throw refused;
            }
        }
        if (member == null) {
            member = group.sitDown(instance, broker.nanos());
            generation = -1;
        }
        seat = group.seat(instance);
        seat.heartbeat = broker.nanos();
        if (rejoins) {
            rejoins = false;
            group.rebalance(broker.nanos());
        }
        if (group.rebalancing() && !seat.joined) {
            tell(RebalanceWatch.Listener::rejoining);
            group.join(seat, assignment);
        }
        if (!group.rebalancing() && generation != group.generation()) {
            synchronise(seat);
        }
    }

    private void synchronise(SimulatedGroup.Seat seat) {
        generation = group.generation();
        Set<Integer> now = new TreeSet<>(seat.assigned);
        Set<Integer> revoked = new TreeSet<>(assignment);
        revoked.removeAll(now);
        Set<Integer> added = new TreeSet<>(now);
        added.removeAll(assignment);
        KafkaException first = null; // the second call-back comes in any case
        if (!revoked.isEmpty()) {
            first = call(() -> listener.onPartitionsRevoked(names(revoked)));
            rejoins = true;
        }
        assigned(now);
        tell(RebalanceWatch.Listener::rejoined);
        KafkaException second = call(() -> listener.onPartitionsAssigned(names(added)));
        if (first != null || second != null) {
            throw first != null ? first : second;
        }
    }

    private void tell(Consumer<RebalanceWatch.Listener> what) {
        if (weather.tellsOfRebalances()) {
            what.accept(rebalances);
        }
    }

    OptionalLong currentLag(TopicPartition partition) {
        return OptionalLong.empty(); // not before the first fetch, says Kafka's own
    }

    private static KafkaException call(Runnable callBack) {
        try {
            callBack.run();
            return null;
        } catch (KafkaException e) {
            return e;
        } catch (RuntimeException e) {
            return new KafkaException("User rebalance callback throws an error", e);
        }
    }

    private void assigned(Set<Integer> now) {
        assignment = now;
        paused.retainAll(now);
        positions.keySet().retainAll(now);
    }

    private ConsumerRecords<byte[], byte[]> fetch() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
        for (int partition : assignment) {
            int atMost = weather.portion();
            if (atMost == 0 || !positioned(partition) || paused.contains(partition)) {
                continue;
            }
            TopicPartition name = name(partition);
            SimulatedPartition.Portion portion = broker.log(name).read(positions.get(partition), atMost, true);
            positions.put(partition, portion.next());
            if (!portion.records().isEmpty()) {
                records.put(name, portion.records());
            }
        }
        return new ConsumerRecords<>(records, Map.of());
    }

    private boolean positioned(int partition) {
        if (!positions.containsKey(partition) && group.stable(partition) && group.committed(partition) != null) {
            positions.put(partition, group.committed(partition).offset());
        }
        return positions.containsKey(partition);
    }

    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed(partitions, PATIENCE);
    }

    /** Waits for pending transactions. */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        weather.mayTimeOut("committed");
        long began = broker.nanos();
        while (!partitions.stream().allMatch(partition -> group.stable(partition.partition()))) {
            if (broker.nanos() - began > timeout.toNanos()) {
                throw new TimeoutException("offsets are still pending");
            }
            heartbeat();
            broker.pass(TICK.toNanos());
            meanwhile.run();
        }
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        for (TopicPartition partition : partitions) {
            committed.put(partition, group.committed(partition.partition()));
        }
        return committed;
    }

    void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        weather.mayTimeOut("commitSync");
        group.requireMember(groupMetadata());
        Map<Integer, OffsetAndMetadata> byPartition = new HashMap<>();
        offsets.forEach((partition, offset) -> byPartition.put(partition.partition(), offset));
        group.commit(byPartition);
    }

    ConsumerGroupMetadata groupMetadata() {
        return new ConsumerGroupMetadata("mill", generation, member == null ? "" : member, Optional.of(instance));
    }

    Set<TopicPartition> assignment() {
        return new HashSet<>(names(assignment));
    }

    /** Nothing that the loop reads: contact is lost by the group's own reckoning here. */
    Map<MetricName, Metric> metrics() {
        return Map.of();
    }

    List<PartitionInfo> partitionsFor(String topic) {
        return IntStream.range(0, broker.partitions)
                .mapToObj(partition -> new PartitionInfo(topic, partition, null, null, null))
                .toList();
    }

    void seekToBeginning(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> seek(partition, 0));
    }

    void enforceRebalance() {
        rejoins = true;
    }

    void pause(Collection<TopicPartition> partitions) {
        requireAssigned(partitions);
        partitions.forEach(partition -> paused.add(partition.partition()));
    }

    void resume(Collection<TopicPartition> partitions) {
        requireAssigned(partitions);
        partitions.forEach(partition -> paused.remove(partition.partition()));
    }

    long position(TopicPartition partition) {
        if (!positioned(partition.partition())) {
            throw new TimeoutException("simulated: the position of " + partition);
        }
        return positions.get(partition.partition());
    }

    void seek(TopicPartition partition, long offset) {
        positions.put(partition.partition(), offset);
    }

    void seek(TopicPartition partition, OffsetAndMetadata offset) {
        seek(partition, offset.offset());
    }

    void close(CloseOptions options) {
        closed = true;
        boolean leaves = options.groupMembershipOperation() == GroupMembershipOperation.LEAVE_GROUP;
        if (leaves && member != null) {
            group.leave(instance, member, broker.nanos());
        }
    }

    private void requireAssigned(Collection<TopicPartition> partitions) {
        if (!assignment().containsAll(partitions)) {
            throw new IllegalStateException("expected some of " + assignment + ", found " + partitions);
        }
    }

    private TopicPartition name(int partition) {
        return new TopicPartition(broker.topics.input(), partition);
    }

    private List<TopicPartition> names(Set<Integer> numbers) {
        return numbers.stream().sorted().map(this::name).toList();
    }
}
