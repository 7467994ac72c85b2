package io.millrace.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** A consumer with partitions of its own choice: those methods of Kafka's that the loop calls. */
final class SimulatedReader {
    private final SimulatedBroker broker;
    private final Weather weather;
    private final boolean committedOnly;
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    SimulatedReader(SimulatedBroker broker, Weather weather, IsolationLevel isolation) {
        this.broker = broker;
        this.weather = weather;
        this.committedOnly = isolation == IsolationLevel.READ_COMMITTED;
    }

    void assign(Collection<TopicPartition> partitions) {
        positions.keySet().retainAll(partitions);
        partitions.forEach(partition -> positions.putIfAbsent(partition, 0L));
    }

    void seekToBeginning(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> positions.put(partition, 0L));
    }

    void seek(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    OptionalLong currentLag(TopicPartition partition) {
        return OptionalLong.of(Math.max(0, broker.log(partition).lastStableOffset() - position(partition)));
    }

    long position(TopicPartition partition) {
        return positions.get(partition);
    }

    Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        weather.mayTimeOut("beginningOffsets");
        Map<TopicPartition, Long> begins = new HashMap<>();
        partitions.forEach(partition -> begins.put(partition, 0L));
        return begins;
    }

    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        weather.mayTimeOut("endOffsets");
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : partitions) {
            SimulatedPartition log = broker.log(partition);
            ends.put(partition, committedOnly ? log.lastStableOffset() : log.highWatermark());
        }
        return ends;
    }

    ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        weather.mayFail("poll");
        broker.pass(weather.within(timeout));
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        TreeSet<TopicPartition> inOrder = new TreeSet<>(SimulatedMember.BY_NAME);
        inOrder.addAll(positions.keySet());
        for (TopicPartition partition : inOrder) {
            int atMost = weather.portion();
            if (atMost > 0) {
                SimulatedPartition.Portion portion =
                        broker.log(partition).read(positions.get(partition), atMost, committedOnly);
                positions.put(partition, portion.next());
                if (!portion.records().isEmpty()) {
                    records.put(partition, new ArrayList<>(portion.records()));
                }
            }
        }
        return new ConsumerRecords<>(records, Map.of());
    }

    void close() {}

    void close(CloseOptions options) {}
}
