package io.millrace.kafka;

import io.millrace.codec.RejectedException;
import io.millrace.codec.StreamName;
import io.millrace.codec.ValueDecoder;
import io.millrace.stream.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads the newest sequences back from the input topic, outside any group. */
public final class InputReplay {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * What was read.
     *
     * @param ends up to which offset, by partition
     */
    public record Window(List<RecordedSequence> sequences, Map<Integer, Long> begins, Map<Integer, Long> ends) {}

    private final LoopClients clients;
    private final String topic;
    private final ValueDecoder decoder;

    /** @param settings that name the broker and the input */
    public InputReplay(LoopSettings settings, ValueDecoder decoder) {
        this(new KafkaLoopClients(settings), settings.topics().input(), decoder);
    }

    InputReplay(LoopClients clients, String topic, ValueDecoder decoder) {
        this.clients = clients;
        this.topic = topic;
        this.decoder = decoder;
    }

    /** Creates the topics that are missing, for a model that is not served yet. */
    public void prepareTopics() {
        clients.topics();
    }

    /** Where the committed input ends, by partition. */
    public Map<Integer, Long> ends() {
        try (Consumer<byte[], byte[]> reader = clients.reader(IsolationLevel.READ_COMMITTED)) {
            return byNumber(reader.endOffsets(partitions(reader)));
        }
    }

    /**
     * The newest points, by stream. A sequence whose beginning lies before them is left out, unless it goes on and on; one that
     * was partly learned is cut there.
     *
     * @param atMost about how many
     * @param learned up to which offset, by partition
     */
    public Window read(int atMost, Map<Integer, Long> learned) {
        try (Consumer<byte[], byte[]> reader = clients.reader(IsolationLevel.READ_COMMITTED)) {
            List<TopicPartition> partitions = partitions(reader);
            Map<Integer, Long> begins = byNumber(reader.beginningOffsets(partitions));
            Map<Integer, Long> ends = byNumber(reader.endOffsets(partitions));
            long all = ends.keySet().stream()
                    .mapToLong(p -> ends.get(p) - begins.get(p))
                    .sum();
            double share = all <= atMost ? 1 : (double) atMost / all;
            Map<Integer, Long> starts = new HashMap<>();
            ends.forEach((p, end) -> starts.put(p, end - (long) ((end - begins.get(p)) * share)));
            reader.assign(partitions);
            partitions.forEach(partition -> reader.seek(partition, starts.get(partition.partition())));
            Collected collected = new Collected(begins, starts, ends, learned);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream().anyMatch(p -> reader.position(p) < ends.get(p.partition()))) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    collected.take(record);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw new org.apache.kafka.common.errors.TimeoutException(
                            topic + ": expected points up to " + ends + ", found none for " + PATIENCE);
                }
            }
            return new Window(collected.finish(), starts, ends);
        }
    }

    private List<TopicPartition> partitions(Consumer<?, ?> reader) {
        return reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byNumber = new HashMap<>();
        offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
        return byNumber;
    }

    /** The sequences that come to light. */
    private final class Collected {
        private final Map<Integer, Long> begins;
        private final Map<Integer, Long> starts;
        private final Map<Integer, Long> ends;
        private final Map<Integer, Long> learned;
        private final Map<StreamKey, Growing> growing = new LinkedHashMap<>();
        private final List<RecordedSequence> sequences = new ArrayList<>();

        Collected(
                Map<Integer, Long> begins,
                Map<Integer, Long> starts,
                Map<Integer, Long> ends,
                Map<Integer, Long> learned) {
            this.begins = begins;
            this.starts = starts;
            this.ends = ends;
            this.learned = learned;
        }

        void take(ConsumerRecord<byte[], byte[]> record) {
            int partition = record.partition();
            if (record.key() == null || record.offset() >= ends.get(partition)) {
                return;
            }
            StreamKey stream = StreamKey.of(record.key());
            boolean whole = starts.get(partition).equals(begins.get(partition));
            boolean fresh = record.offset() >= learned.getOrDefault(partition, 0L);
            Growing one = growing.computeIfAbsent(stream, any -> new Growing(stream, whole, fresh));
            String mark = RecordReader.mark(record);
            if (mark.equals("start") || fresh != one.fresh) {
                close(one, mark.equals("start"));
                one = new Growing(stream, true, fresh);
                growing.put(stream, one);
            }
            if (record.value() != null && record.value().length > 0) {
                try {
                    one.add(record.timestamp() / 1000.0, decoder.decode(record.value()));
                } catch (RejectedException e) {
                    return; // serving has sent it to the rejected topic
                }
            }
            if (record.value() == null || mark.equals("end")) {
                close(one, true);
                growing.put(stream, new Growing(stream, true, fresh));
            }
        }

        private void close(Growing one, boolean marked) {
            if (!one.points.isEmpty() && (one.whole || !marked)) {
                sequences.add(one.sequence());
            }
        }

        List<RecordedSequence> finish() {
            growing.values().forEach(one -> close(one, false));
            return sequences;
        }
    }

    private static final class Growing {
        private final StreamKey stream;
        private final boolean whole; // its beginning is known
        private final boolean fresh;
        private final List<Double> times = new ArrayList<>();
        private final List<double[]> points = new ArrayList<>();

        Growing(StreamKey stream, boolean whole, boolean fresh) {
            this.stream = stream;
            this.whole = whole;
            this.fresh = fresh;
        }

        void add(double time, double[] point) {
            times.add(time);
            points.add(point);
        }

        RecordedSequence sequence() {
            return new RecordedSequence(
                    StreamName.of(stream),
                    fresh,
                    times.stream().mapToDouble(Double::doubleValue).toArray(),
                    points.toArray(double[][]::new));
        }
    }
}
