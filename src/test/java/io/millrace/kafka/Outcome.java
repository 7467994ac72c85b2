package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.codec.Rejection;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What came of the input, in a form that can be compared: predictions by stream in order, rejected records by where they
 * came from, the last state of each stream.
 */
record Outcome(Map<String, List<String>> predictions, List<String> rejected, Map<String, String> states) {
    private static final Pattern VERSION = Pattern.compile("\"version\":\"(\\d+)\"");

    /**
     * What must come of it: every record by itself, one after the other, without a fault. When a model takes over is a matter
     * of time, so the predictions found say by which one each partition was served; they may only go forward.
     *
     * @param tasks by the model's version
     */
    static Outcome expected(SimulatedBroker broker, IntFunction<StreamTask> tasks, Kernels kernels) {
        Map<String, List<String>> predictions = new TreeMap<>();
        List<String> rejected = new ArrayList<>();
        Map<String, String> states = new TreeMap<>();
        int[] answered = new int[1]; // of the partition at hand
        StreamProcessor.Output output = new StreamProcessor.Output() {
            @Override
            public void predicted(ConsumerRecord<byte[], byte[]> cause, byte[] value) {
                predictions
                        .computeIfAbsent(stream(cause), any -> new ArrayList<>())
                        .add(text(value));
                answered[0]++;
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
            Champion champion = Champion.of(1, tasks.apply(1));
            StreamProcessor processor = new PredictionProcessor(champion, kernels);
            processor.assigned(partition);
            processor.restored(partition);
            answered[0] = 0;
            List<ConsumerRecord<byte[], byte[]>> found =
                    broker.log(broker.topics.output(), partition).committed();
            for (ConsumerRecord<byte[], byte[]> record :
                    broker.log(broker.topics.input(), partition).committed()) {
                if (answered[0] < found.size()) {
                    int version = version(found.get(answered[0]));
                    champion.offer(version, tasks.apply(version));
                    processor.betweenTransactions();
                }
                processor.process(List.of(record), output);
                processor.drainChanges((number, key, value) -> {
                    if (value == null) {
                        states.remove(number + "/" + text(key));
                    } else {
                        states.put(number + "/" + text(key), text(value));
                    }
                });
            }
        }
        return new Outcome(predictions, rejected.stream().sorted().toList(), states);
    }

    private static int version(ConsumerRecord<byte[], byte[]> prediction) {
        Matcher version = VERSION.matcher(text(prediction.value()));
        if (!version.find()) {
            throw new IllegalStateException("expected a version in " + text(prediction.value()));
        }
        return Integer.parseInt(version.group(1));
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
