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
     * Sets the member's positions that its commits do not. Errors: {@link KafkaException} where the log ends before what
     * was committed.
     *
     * @param committed null where nothing is
     * @return points that the log no longer holds although they were never read
     */
    long position(Consumer<?, ?> member, Map<TopicPartition, OffsetAndMetadata> committed) {
        Set<TopicPartition> begin = new HashSet<>();
        Map<TopicPartition, Long> goOn = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset == null) {
                begin.add(partition);
            } else {
                goOn.put(partition, offset.offset());
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

    private long requireHeld(Consumer<?, ?> member, Map<TopicPartition, Long> committed) {
        Map<TopicPartition, Long> begins;
        Map<TopicPartition, Long> ends;
        try (Consumer<byte[], byte[]> reader = clients.reader(IsolationLevel.READ_UNCOMMITTED)) {
            begins = reader.beginningOffsets(committed.keySet());
            ends = reader.endOffsets(committed.keySet());
        }
        long missed = 0;
        for (Map.Entry<TopicPartition, Long> entry : committed.entrySet()) {
            TopicPartition partition = entry.getKey();
            long from = entry.getValue();
            long begin = begins.get(partition);
            long end = ends.get(partition);
            if (from > end) { // may pass: a new leader does not know its end at once
                throw new KafkaException(partition + ": expected to go on at offset " + from
                        + ", as committed, found that the log ends at " + end
                        + "; if the topic was made anew, delete the group's offsets and the states topic");
            }
            if (from < begin) {
                log.warn(
                        "{}: expected to go on at offset {}, found that the log begins at {}: up to {} points were deleted before they were read; lengthen its retention",
                        partition,
                        from,
                        begin,
                        begin - from);
                member.seek(partition, begin);
                missed += begin - from;
            }
        }
        return missed;
    }
}
