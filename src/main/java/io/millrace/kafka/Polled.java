package io.millrace.kafka;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The records of the last poll that are yet to be processed. */
final class Polled {
    private final LoopClock clock;
    private final Duration longest;
    private List<ConsumerRecord<byte[], byte[]>> records = List.of();
    private long at; // nanoseconds

    /** @param longest that there may be to the next poll; a fraction of what the group would bear */
    Polled(LoopClock clock, Duration longest) {
        this.clock = clock;
        this.longest = longest;
    }

    /** Once all of the last poll are taken; the list is ours from here on. */
    void put(List<ConsumerRecord<byte[], byte[]>> polled) {
        records = polled;
        at = clock.nanoTime();
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** The first ones, at most so many. */
    List<ConsumerRecord<byte[], byte[]>> next(int most) {
        return records.subList(0, Math.min(most, records.size()));
    }

    /** The first ones have been processed. */
    void taken(int count) {
        records = records.subList(count, records.size());
    }

    /** Of the partition's first one. */
    OptionalLong offset(int partition) {
        return records.stream()
                .filter(record -> record.partition() == partition)
                .mapToLong(ConsumerRecord::offset)
                .findFirst();
    }

    /** Whether the group must hear of us before all of them are processed. */
    boolean takesLong() {
        return !records.isEmpty() && clock.nanoTime() - at > longest.toNanos();
    }

    /** The member's next polls bring them again. */
    void putBack(Consumer<?, ?> member) {
        records.stream()
                .map(record -> new TopicPartition(record.topic(), record.partition()))
                .distinct()
                .forEach(input -> member.seek(input, offset(input.partition()).orElseThrow()));
        records = List.of();
    }
}
