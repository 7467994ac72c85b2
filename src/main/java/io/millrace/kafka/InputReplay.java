package io.millrace.kafka;

import io.millrace.codec.RejectedException;
import io.millrace.codec.StreamName;
import io.millrace.codec.ValueDecoder;
import io.millrace.encoding.Encoding;
import io.millrace.stream.Order;
import io.millrace.stream.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the newest sequences back from the input topic, outside any group. */
public final class InputReplay {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * What was read.
     *
     * @param ends up to which offset, by partition
     */
    public record Window(List<RecordedSequence> sequences, Map<Integer, Long> begins, Map<Integer, Long> ends) {}

    private final LoopSettings settings;
    private final String topic;
    private final ValueDecoder decoder;
    private final SequenceRules rules;
    private final int width; // of a point, without its number

    /**
     * @param settings that name the broker and the input
     * @param rules that make sequences of records, as in serving; but no point comes too late
     */
    public InputReplay(LoopSettings settings, Encoding encoding, SequenceRules rules) {
        this.settings = settings;
        this.topic = settings.topics().input();
        this.decoder = rules.decoder(encoding);
        this.rules = rules;
        width = encoding.width();
    }

    /** Creates the topics that are missing, for a model that is not served yet. */
    public void prepareTopics() {
        new KafkaLoopClients(settings).topics();
    }

    /** Where the committed input ends, by partition. */
    public Map<Integer, Long> ends() {
        try (TopicReader reader = reader()) {
            return reader.ends();
        }
    }

    /**
     * The newest points, by stream. A sequence that began before them, or was partly learned, is cut there: nobody can tell the
     * beginning of a stream's first sequence from its middle.
     *
     * @param atMost about how many
     * @param since no older than that; milliseconds since 1970
     * @param learned up to which offset, by partition
     */
    public Window read(int atMost, long since, Map<Integer, Long> learned) {
        try (TopicReader reader = reader()) {
            Map<Integer, Long> begins = reader.seekToNewest(atMost, since);
            Collected collected = new Collected(learned);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    collected.take(record);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException(
                            topic + ": expected points up to " + reader.ends() + ", found none for " + PATIENCE);
                }
            }
            return new Window(collected.finish(), begins, reader.ends());
        }
    }

    private TopicReader reader() {
        return new TopicReader(
                new ClientProperties(settings).reader(IsolationLevel.READ_COMMITTED), topic, "the input's points");
    }

    /** The sequences that come to light. */
    private final class Collected {
        private final Map<Integer, Long> learned;
        private final Map<StreamKey, Growing> growing = new LinkedHashMap<>();
        private final List<RecordedSequence> sequences = new ArrayList<>();

        Collected(Map<Integer, Long> learned) {
            this.learned = learned;
        }

        void take(ConsumerRecord<byte[], byte[]> record) {
            if (record.key() == null) {
                return;
            }
            StreamKey stream = StreamKey.of(record.key());
            boolean fresh = record.offset() >= learned.getOrDefault(record.partition(), 0L);
            Growing one = growing.computeIfAbsent(stream, any -> new Growing(stream, fresh));
            String mark = RecordReader.mark(record);
            boolean apart = one.last != null && rules.forgetting().parts(one.last, record.timestamp());
            if (mark.equals("start") || apart || fresh != one.fresh) {
                close(one);
                one = new Growing(stream, fresh);
                growing.put(stream, one);
            }
            if (record.value() != null && record.value().length > 0) {
                try {
                    double[] values = decoder.decode(record.value());
                    if (!Arrays.stream(values).allMatch(value -> Float.isFinite((float) value))) {
                        return; // nor can a network reckon with it
                    }
                    one.add(record.timestamp(), values);
                } catch (RejectedException e) {
                    return; // serving has sent it to the rejected topic
                }
            }
            if (record.value() == null || mark.equals("end")) {
                close(one);
                growing.put(stream, new Growing(stream, fresh));
            }
        }

        private void close(Growing one) {
            if (!one.points.isEmpty()) {
                sequences.add(one.sequence());
            }
        }

        List<RecordedSequence> finish() {
            growing.values().forEach(this::close);
            return sequences;
        }
    }

    private record Recorded(double place, long timestamp, double[] point) {}

    private final class Growing {
        private final StreamKey stream;
        private final boolean fresh;
        private final List<Recorded> points = new ArrayList<>();
        private Long last; // timestamp; null before the first

        Growing(StreamKey stream, boolean fresh) {
            this.stream = stream;
            this.fresh = fresh;
        }

        void add(long timestamp, double[] values) {
            last = timestamp;
            boolean numbered = values.length > width;
            points.add(new Recorded(
                    numbered ? values[width] : timestamp, timestamp, numbered ? Arrays.copyOf(values, width) : values));
        }

        RecordedSequence sequence() {
            List<Recorded> ordered =
                    rules.order().map(order -> ordered(order.by())).orElse(points);
            return new RecordedSequence(
                    StreamName.of(stream),
                    fresh,
                    ordered.stream().mapToDouble(one -> one.timestamp / 1000.0).toArray(),
                    ordered.stream().map(Recorded::point).toArray(double[][]::new));
        }

        /** Each number once. */
        private List<Recorded> ordered(Order.By by) {
            List<Recorded> sorted = new ArrayList<>(points);
            sorted.sort(Comparator.comparingDouble(Recorded::place));
            List<Recorded> once = new ArrayList<>();
            for (Recorded one : sorted) {
                boolean again = !once.isEmpty() && once.get(once.size() - 1).place == one.place;
                if (by == Order.By.TIME || !again) {
                    once.add(one);
                }
            }
            return once;
        }
    }
}
