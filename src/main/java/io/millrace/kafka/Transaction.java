package io.millrace.kafka;

import io.millrace.codec.Rejection;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * The transaction at hand: begun by the first record, committed with the offsets of the records processed. Counts what it
 * holds, and tells the observer once it is durable.
 */
final class Transaction implements StreamProcessor.Output {
    /** What stands beside the offset that is committed of a partition. */
    interface Notes {
        String of(int partition, long offset);
    }

    private static final String TRACE_PARENT = "traceparent";
    private static final String[] PASSED_ON = {"tracestate", "millrace-call"}; // the latter is a caller's own
    private static final int MAX_TRACE_BYTES = 1024;
    private static final int RECORD_OVERHEAD = 512; // of a batch with one record, its trace headers apart

    private final Producer<byte[], byte[]> producer;
    private final TopicNames topics;
    private final Topics.Layout layout;
    private final RejectedRecords rejectedRecords;
    private final LoopClock clock;
    private final LoopObserver observer;
    private final Portion portion;
    private final RecordTraces traces;

    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private ConsumerRecord<byte[], byte[]> latest; // of a partition's run, not yet among the offsets; null: none
    private final Map<Rejection, Integer> rejections = new EnumMap<>(Rejection.class);
    private final Map<String, Integer> forgotten = new TreeMap<>(); // streams, by reason
    private final Set<Integer> changed = new HashSet<>(); // partitions of whose streams there is something here
    private boolean open;
    private long began; // nanoseconds
    private long predictions;
    private int dropped;
    private long states;
    private long bytes;
    private long compared;
    private double errorSum;
    private double baselineErrorSum;
    private long[] timestamps = new long[1024]; // of the input records
    private int points;

    Transaction(
            Producer<byte[], byte[]> producer,
            TopicNames topics,
            Topics.Layout layout,
            LoopClock clock,
            LoopObserver observer,
            Portion portion) {
        this.producer = producer;
        this.topics = topics;
        this.layout = layout;
        this.clock = clock;
        this.observer = observer;
        this.portion = portion;
        this.traces = observer.traces();
        this.rejectedRecords =
                new RejectedRecords(topics.rejected(), layout.rejectedPartitions(), layout.rejectedMaxBytes());
    }

    boolean isOpen() {
        return open;
    }

    /** For how many more records of the input; zero or less: it is to be committed. */
    int room() {
        return portion.left(points);
    }

    /** Since its beginning. */
    Duration age() {
        return Duration.ofNanos(clock.nanoTime() - began);
    }

    /** The record is being processed: it counts as consumed when this transaction commits. */
    void consume(ConsumerRecord<byte[], byte[]> record) {
        begin();
        if (latest != null && latest.partition() != record.partition()) {
            settleLatest();
        }
        latest = record;
        if (points == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, 2 * points);
        }
        timestamps[points++] = record.timestamp();
    }

    private void settleLatest() {
        offsets.put(
                new TopicPartition(latest.topic(), latest.partition()),
                new OffsetAndMetadata(latest.offset() + 1, latest.leaderEpoch(), ""));
    }

    @Override
    public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topics.output(), cause.partition(), cause.key(), value);
        byte[] parent = header(cause, TRACE_PARENT);
        if (parent != null) {
            byte[] traced = traces.predicted(parent, cause.topic(), cause.partition(), cause.offset());
            record.headers().add(TRACE_PARENT, traced);
        }
        for (String name : PASSED_ON) {
            byte[] passed = header(cause, name);
            if (passed != null) {
                record.headers().add(name, passed);
            }
        }
        requireFits(record, layout.outputMaxBytes(), "fewer predictions ahead");
        send(record);
        predictions++;
    }

    /** Null: none, or one that nobody would call a trace's. */
    private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        boolean fits = header != null && header.value() != null && header.value().length <= MAX_TRACE_BYTES;
        return fits ? header.value() : null;
    }

    @Override
    public void compared(double error, double baselineError) {
        compared++;
        errorSum += error;
        baselineErrorSum += baselineError;
    }

    @Override
    public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
        send(rejectedRecords.of(record, reason, detail));
        byte[] parent = header(record, TRACE_PARENT);
        if (parent != null) {
            traces.rejected(parent, record.topic(), record.partition(), record.offset(), reason.name());
        }
        rejections.merge(reason, 1, Integer::sum);
    }

    @Override
    public void dropped(ConsumerRecord<byte[], byte[]> record) {
        dropped++;
    }

    @Override
    public void changed() {
        begin();
    }

    @Override
    public void forgotten(int partition, byte[] key, String reason, byte[] value) {
        begin();
        topics.forgotten().ifPresent(topic -> send(new ProducerRecord<>(topic, partition, key, value)));
        forgotten.merge(reason, 1, Integer::sum);
        changed.add(partition);
    }

    /** @param value null: the stream is forgotten */
    void state(int partition, byte[] key, byte[] value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics.states(), partition, key, value);
        requireFits(record, layout.statesMaxBytes(), "a smaller network");
        send(record);
        states++;
        changed.add(partition);
    }

    /**
     * All of it becomes visible at once, or nothing. States that changed by themselves come with their partition's offset,
     * too, though it be the same: by it the group sees whether they are still ours to change.
     *
     * @param positions of a partition whose records have been processed up to there
     */
    void commit(ConsumerGroupMetadata group, IntFunction<OffsetAndMetadata> positions, Notes notes) {
        if (latest != null) {
            settleLatest();
        }
        changed.forEach(partition -> offsets.computeIfAbsent(
                new TopicPartition(topics.input(), partition), input -> positions.apply(input.partition())));
        offsets.replaceAll((partition, offset) -> new OffsetAndMetadata(
                offset.offset(), offset.leaderEpoch(), notes.of(partition.partition(), offset.offset())));
        if (!offsets.isEmpty()) {
            producer.sendOffsetsToTransaction(offsets, group);
        }
        producer.commitTransaction();
        open = false;
        portion.ended(points, age());
        traces.committed();
        report();
        reset();
    }

    void abort() {
        if (open) {
            open = false;
            portion.ended(points, age());
            reset();
            traces.aborted();
            producer.abortTransaction();
        }
    }

    /** By whatever comes first; its age counts from here. */
    void begin() {
        if (!open) {
            producer.beginTransaction();
            open = true;
            began = clock.nanoTime();
        }
    }

    /** A failed send fails the commit, so nobody waits for a send. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        begin();
        requireNotFailed(producer.send(record));
        bytes += size(record);
    }

    /** What has failed already has waited for the broker in vain; the next one would wait as long. */
    private static void requireNotFailed(Future<RecordMetadata> sent) {
        if (sent.isDone()) {
            BrokerAnswer.of(sent);
        }
    }

    /** Such a record would fail every transaction it is in, again and again. */
    private static void requireFits(ProducerRecord<byte[], byte[]> record, int maxBytes, String remedy) {
        long needed = size(record) + RECORD_OVERHEAD + (1L + PASSED_ON.length) * MAX_TRACE_BYTES;
        if (needed > maxBytes) {
            throw new UnusableTopicException(record.topic() + ": expected max.message.bytes of at least " + needed
                    + ", found " + maxBytes + "; raise it or use " + remedy);
        }
    }

    private static long size(ProducerRecord<byte[], byte[]> record) {
        int key = record.key() == null ? 0 : record.key().length;
        int value = record.value() == null ? 0 : record.value().length;
        return (long) key + value;
    }

    private void report() {
        long rejected =
                rejections.values().stream().mapToLong(Integer::longValue).sum();
        observer.committed(new LoopObserver.Commit(
                points, predictions, rejected, states, bytes, compared, errorSum, baselineErrorSum, age()));
        rejections.forEach((reason, records) -> observer.rejected(reason.name(), records));
        forgotten.forEach(observer::forgotten);
        if (dropped > 0) {
            observer.dropped(dropped);
        }
        long now = clock.millis();
        for (int i = 0; i < points; i++) {
            if (timestamps[i] >= 0) { // a producer may leave it out
                observer.delivered(Duration.ofMillis(Math.max(0, now - timestamps[i])));
            }
        }
    }

    private void reset() {
        offsets.clear();
        latest = null;
        rejections.clear();
        forgotten.clear();
        changed.clear();
        dropped = 0;
        points = 0;
        predictions = 0;
        states = 0;
        bytes = 0;
        compared = 0;
        errorSum = 0;
        baselineErrorSum = 0;
    }
}
