package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.codec.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What came of the input, in a form that can be compared: predictions by stream in order, rejected records by where they
 * came from, the last state of each stream.
 */
record Outcome(Map<String, List<String>> predictions, List<String> rejected, Map<String, String> states) {
    /** What must come of it: every record by itself, one after the other, without a fault. */
    static Outcome expected(SimulatedBroker broker, Supplier<StreamProcessor> processors) {
        StreamProcessor processor = processors.get();
        Map<String, List<String>> predictions = new TreeMap<>();
        List<String> rejected = new ArrayList<>();
        StreamProcessor.Output output = new StreamProcessor.Output() {
            @Override
            public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
                predictions
                        .computeIfAbsent(stream(cause), any -> new ArrayList<>())
                        .add(text(value));
            }

            @Override
            public void compared(double error, double baselineError) {}

            @Override
            public void rejected(ConsumerRecord<byte[], byte[]> record, Rejection reason, String detail) {
                String where = record.topic() + "-" + record.partition() + "@" + record.offset();
                rejected.add(where + " " + reason + ": " + detail + " " + text(record.key()) + text(record.value()));
            }
        };
        for (int partition = 0; partition < broker.partitions; partition++) {
            processor.assigned(partition);
            processor.restored(partition);
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.input(), partition).committed()) {
                processor.process(List.of(record), output);
            }
        }
        Map<String, String> states = new TreeMap<>();
        processor.drainChanges((partition, key, value) -> {
            if (value == null) {
                states.remove(partition + "/" + text(key));
            } else {
                states.put(partition + "/" + text(key), text(value));
            }
        });
        return new Outcome(predictions, rejected.stream().sorted().toList(), states);
    }

    /** What a reader of committed records finds. */
    static Outcome found(SimulatedBroker broker) {
        Map<String, List<String>> predictions = new TreeMap<>();
        List<String> rejected = new ArrayList<>();
        Map<String, String> states = new TreeMap<>();
        for (int partition = 0; partition < broker.partitions; partition++) {
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.output(), partition).committed()) {
                predictions
                        .computeIfAbsent(stream(record), any -> new ArrayList<>())
                        .add(text(record.value()));
            }
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.rejected(), partition).committed()) {
                String where = header(record, RejectedRecords.TOPIC) + "-" + header(record, RejectedRecords.PARTITION)
                        + "@" + header(record, RejectedRecords.OFFSET);
                String what = header(record, RejectedRecords.ERROR);
                rejected.add(where + " " + what + " " + text(record.key()) + text(record.value()));
            }
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.states(), partition).committed()) {
                if (record.value() == null) {
                    states.remove(stream(record));
                } else {
                    states.put(stream(record), text(record.value()));
                }
            }
        }
        return new Outcome(predictions, rejected.stream().sorted().toList(), states);
    }

    private static String stream(ConsumerRecord<byte[], byte[]> record) {
        return record.partition() + "/" + text(record.key());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "none" : new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
