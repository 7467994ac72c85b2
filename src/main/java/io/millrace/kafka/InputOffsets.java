package io.millrace.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a loop goes on in its input: at what was committed, where nothing was at the log's beginning or end. Kafka's own
 * {@code auto.offset.reset} would do the same, but say nothing when points were deleted before they were read.
 */
final class InputOffsets {
    private static final Logger log = LoggerFactory.getLogger(InputOffsets.class);

    private final LoopClients clients;
    private final boolean fromBeginning; // else only what comes from now on

    InputOffsets(LoopClients clients, boolean fromBeginning) {
        this.clients = clients;
        this.fromBeginning = fromBeginning;
    }

    /**
     * Sets the member's positions: at the partitions' checkpoints, or as near as the log still reaches. Errors:
     * {@link KafkaException} where the log ends before what was committed.
     *
     * @param committed null where nothing is
     * @return points that the log no longer holds although they were never read, or are to be read again
     */
    long position(Consumer<?, ?> member, Map<TopicPartition, OffsetAndMetadata> committed) {
        Set<TopicPartition> begin = new HashSet<>();
        Map<TopicPartition, OffsetAndMetadata> goOn = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset == null) {
                begin.add(partition);
            } else {
                goOn.put(partition, offset);
            }
        });
        if (!begin.isEmpty()) {
            if (fromBeginning) {
                member.seekToBeginning(begin);
            } else {
                member.seekToEnd(begin);
            }
        }
        return goOn.isEmpty() ? 0 : requireHeld(member, goOn);
    }

    private long requireHeld(Consumer<?, ?> member, Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> begins;
        Map<TopicPartition, Long> ends;
        try (Consumer<byte[], byte[]> reader = clients.reader(IsolationLevel.READ_UNCOMMITTED)) {
            begins = reader.beginningOffsets(committed.keySet());
            ends = reader.endOffsets(committed.keySet());
        }
        long missed = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : committed.entrySet()) {
            TopicPartition partition = entry.getKey();
            long offset = entry.getValue().offset();
            long end = ends.get(partition);
            if (offset > end) { // may pass: a new leader does not know its end at once
                throw new KafkaException(partition + ": expected to go on at offset " + offset
                        + ", as committed, found that the log ends at " + end
                        + "; if the topic was made anew, delete the group's offsets and the states topic");
            }
            missed += position(member, partition, entry.getValue(), begins.get(partition));
        }
        return missed;
    }

    private static long position(
            Consumer<?, ?> member, TopicPartition partition, OffsetAndMetadata committed, long begin) {
        long offset = committed.offset();
        long checkpoint = Checkpoints.of(committed);
        if (checkpoint >= begin) {
            if (checkpoint < offset) {
                member.seek(partition, checkpoint);
            } else {
                member.seek(partition, committed);
            }
            return 0;
        }
        member.seek(partition, begin);
        if (offset < begin) {
            log.warn(
                    "{}: expected to go on at offset {}, found that the log begins at {}: up to {} points were deleted before they were read; lengthen its retention",
                    partition,
                    offset,
                    begin,
                    begin - offset);
        }
        if (checkpoint < offset) {
            log.warn(
                    "{}: expected to bring its states from offset {}, their checkpoint, to {}, found that the log begins at {}: up to {} points are missing in them; lengthen its retention beyond checkpoint",
                    partition,
                    checkpoint,
                    offset,
                    begin,
                    Math.min(offset, begin) - checkpoint);
        }
        return begin - checkpoint;
    }
}
