package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.codec.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What came of the input, in a form that can be compared: predictions and what was forgotten by stream in order, rejected
 * records by where they came from, the last state of each stream, what stands beside each partition's offset. Streams that
 * are idle at the end count as forgotten, whether that has been written yet or not.
 */
record Outcome(
        Map<String, List<String>> predictions,
        Map<String, List<String>> forgotten,
        List<String> rejected,
        Map<String, String> states,
        Map<Integer, String> metadata) {

    /** What must come of it: every record by itself, one after the other, without a fault. */
    static Outcome expected(SimulatedBroker broker, Supplier<StreamProcessor> processors) {
        StreamProcessor processor = processors.get();
        Taken taken = new Taken();
        for (int partition = 0; partition < broker.partitions; partition++) {
            processor.assigned(partition, "");
            processor.restored(partition);
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.input(), partition).committed()) {
                processor.process(List.of(record), taken);
                taken.metadata.put(partition, processor.metadata(partition));
            }
        }
        return taken.outcome(processor);
    }

    /** What a reader of committed records finds, and a successor of all processes makes of it. */
    static Outcome found(SimulatedBroker broker, Supplier<StreamProcessor> processors) {
        StreamProcessor processor = processors.get();
        Taken taken = new Taken();
        for (int partition = 0; partition < broker.partitions; partition++) {
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.output(), partition).committed()) {
                taken.predicted(record, record.value());
            }
            for (ConsumerRecord<byte[], byte[]> record : broker.log(
                            broker.topics.forgotten().orElseThrow(), partition)
                    .committed()) {
                taken.forgotten(partition, record.key(), "", record.value());
            }
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.rejected(), partition).committed()) {
                String where = header(record, RejectedRecords.TOPIC) + "-" + header(record, RejectedRecords.PARTITION)
                        + "@" + header(record, RejectedRecords.OFFSET);
                taken.rejected.add(where + " " + header(record, RejectedRecords.ERROR) + " " + text(record.key())
                        + text(record.value()));
            }
            if (broker.group.committed(partition) != null) {
                taken.metadata.put(partition, broker.group.committed(partition).metadata());
            }
            processor.assigned(partition, taken.metadata.getOrDefault(partition, ""));
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.states(), partition).committed()) {
                processor.restore(partition, record.key(), record.value());
                taken.write(partition, record.key(), record.value());
            }
            processor.restored(partition);
        }
        return taken.outcome(processor);
    }

    /** Takes everything down. */
    private static final class Taken implements StreamProcessor.Output, StreamProcessor.Changes {
        final Map<String, List<String>> predictions = new TreeMap<>();
        final Map<String, List<String>> forgotten = new TreeMap<>();
        final List<String> rejected = new ArrayList<>();
        final Map<String, String> states = new TreeMap<>();
        final Map<Integer, String> metadata = new TreeMap<>();

        @Override
        public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
            String stream = cause.partition() + "/" + text(cause.key());
            predictions.computeIfAbsent(stream, any -> new ArrayList<>()).add(text(value));
        }

        @Override
        public void compared(double error, double baselineError) {}

        @Override
        public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
            String where = record.topic() + "-" + record.partition() + "@" + record.offset();
            rejected.add(where + " " + reason + ": " + detail + " " + text(record.key()) + text(record.value()));
        }

        @Override
        public void dropped(ConsumerRecord<byte[], byte[]> record) {}

        @Override
        public void forgotten(int partition, byte[] key, String reason, byte[] value) {
            forgotten
                    .computeIfAbsent(partition + "/" + text(key), any -> new ArrayList<>())
                    .add(text(value));
        }

        @Override
        public void write(int partition, byte[] key, byte[] value) {
            if (value == null) {
                states.remove(partition + "/" + text(key));
            } else {
                states.put(partition + "/" + text(key), text(value));
            }
        }

        Outcome outcome(StreamProcessor processor) {
            processor.betweenTransactions(this);
            processor.drainChanges(this);
            return new Outcome(
                    predictions, forgotten, rejected.stream().sorted().toList(), states, metadata);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "none" : new String(bytes, ISO_8859_1);
    }
}
