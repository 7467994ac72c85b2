package io.millrace.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings partitions that were assigned to where they were left. Their states are read back, as of the last checkpoint; then
 * the points since then are processed once more, by the same member that reads the new ones, and nothing is told of them.
 * Meanwhile the other partitions are served.
 */
final class Restoration implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Restoration.class);

    private static final Duration PORTION = Duration.ofMillis(50);
    private static final Duration NEXT_STATES = Duration.ofMillis(5); // enough for the broker to send them
    private static final Duration LONGEST = Duration.ofSeconds(1); // more than anybody waits

    private static final class Way {
        final long checkpoint;
        final long left; // offset, where it was left
        boolean loaded;

        Way(long checkpoint, long left) {
            this.checkpoint = checkpoint;
            this.left = left;
        }
    }

    private final String input;
    private final StateChangelog changelog;
    private final Optional<Standby> standby;
    private final Consumer<?, ?> member;
    private final StreamProcessor processor;
    private final Checkpoints checkpoints;
    private final LoopClock clock;
    private final LoopObserver observer;

    private final Map<Integer, Way> ways = new HashMap<>(); // by partition
    private long began; // nanoseconds
    private int partitions;
    private long records;
    private long points;

    /** @param checkpoints told of each partition that has arrived */
    Restoration(
            String input,
            StateChangelog changelog,
            Optional<Standby> standby,
            Consumer<?, ?> member,
            StreamProcessor processor,
            Checkpoints checkpoints,
            LoopClock clock,
            LoopObserver observer) {
        this.input = input;
        this.changelog = changelog;
        this.standby = standby;
        this.member = member;
        this.processor = processor;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * Partitions are ours; the member's position is at their checkpoints.
     *
     * @param committed null where nothing is
     */
    void begin(Map<TopicPartition, OffsetAndMetadata> committed) {
        if (!isRunning()) {
            began = clock.nanoTime();
        }
        Map<Integer, Long> read = new HashMap<>();
        committed.forEach((input, offset) -> {
            int partition = input.partition();
            boolean goesOn = processor.assigned(partition, offset == null ? "" : offset.metadata());
            read.put(partition, goesOn ? standby.orElseThrow().position(partition) : StateChangelog.NOTHING);
            ways.put(partition, offset == null ? new Way(0, 0) : new Way(Checkpoints.of(offset), offset.offset()));
        });
        changelog.begin(read);
        member.pause(committed.keySet());
    }

    /** What others own is followed while nothing is to be restored. */
    void follow() {
        if (!isRunning() && standby.isPresent() && standby.get().follow(member.assignment()) > 0) {
            tellWhatIsHeld();
        }
    }

    /** For how long the member may wait for new points at most. */
    Duration patience() {
        if (isReading()) {
            return Duration.ZERO;
        }
        return standby.isPresent() && standby.get().isBehind() ? NEXT_STATES : LONGEST;
    }

    /** Gives up on partitions that are no longer ours. */
    void abandon(Collection<Integer> revoked) {
        changelog.abandon(revoked);
        ways.keySet().removeAll(revoked);
    }

    boolean isRunning() {
        return !ways.isEmpty();
    }

    /** Whether it waits for states, and not for the member. */
    boolean isReading() {
        return changelog.restoring();
    }

    /** Whether the point was processed before. */
    boolean isKnown(ConsumerRecord<?, ?> record) {
        Way way = ways.get(record.partition());
        return way != null && record.offset() < way.left;
    }

    /** Points that were processed before. */
    void processAgain(List<ConsumerRecord<byte[], byte[]>> known) {
        for (int taken = 0; taken < known.size(); ) {
            taken += processor.process(known.subList(taken, known.size()), StreamProcessor.Output.NONE);
        }
        points += known.size();
    }

    /** The next states. */
    void read() {
        Set<Integer> complete = changelog.advance(PORTION, (partition, key, value) -> {
            records++;
            processor.restore(partition, key, value);
        });
        for (int partition : complete) {
            processor.loaded(partition);
            ways.get(partition).loaded = true;
        }
        member.resume(complete.stream().map(this::input).toList());
        observer.restoring(changelog.progress());
    }

    /**
     * Partitions that are where they were left are served from now on.
     *
     * @param processed up to which offset all of a partition has been processed
     */
    void arrive(IntToLongFunction processed) {
        for (int partition : new ArrayList<>(ways.keySet())) {
            Way way = ways.get(partition);
            if (!way.loaded) {
                continue;
            }
            long position = processed.applyAsLong(partition);
            if (position >= way.left) {
                ways.remove(partition);
                processor.restored(partition);
                checkpoints.begin(partition, processor.hasChanges(partition) ? way.checkpoint : position);
                partitions++;
                if (ways.isEmpty()) {
                    tell();
                }
            }
        }
    }

    private void tell() {
        Duration took = Duration.ofNanos(clock.nanoTime() - began);
        log.info(
                "{}: restored {} streams of {} partitions from {} states and {} points since, in {}",
                input,
                processor.streams(),
                partitions,
                records,
                points,
                took);
        observer.restored(partitions, records, took);
        tellWhatIsHeld();
        partitions = 0;
        records = 0;
        points = 0;
    }

    private void tellWhatIsHeld() {
        observer.streams(processor.streams(), processor.stored());
        observer.held(processor.bytes());
    }

    private TopicPartition input(int partition) {
        return new TopicPartition(input, partition);
    }

    @Override
    public void close() {
        changelog.close();
        standby.ifPresent(Standby::close);
    }
}
