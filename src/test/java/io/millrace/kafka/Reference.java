package io.millrace.kafka;

import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must come of the input: every record by itself, one after the other, without a fault. When a model takes over is a
 * matter of time, so the predictions found say by which one each record was processed; a partition may only go forward.
 */
final class Reference {
    private static final Pattern VERSION = Pattern.compile("\"version\":\"(\\d+)\"");

    private final SimulatedBroker broker;
    private final IntFunction<StreamTask> tasks; // by the model's version
    private final Function<Champion, StreamProcessor> processors;

    Reference(SimulatedBroker broker, IntFunction<StreamTask> tasks, Function<Champion, StreamProcessor> processors) {
        this.broker = broker;
        this.tasks = tasks;
        this.processors = processors;
    }

    Outcome outcome(Outcome found) {
        Outcome.Taken taken = new Outcome.Taken();
        for (int partition = 0; partition < broker.partitions; partition++) {
            take(partition, versions(partition, found), taken);
        }
        return taken.outcome();
    }

    /** @param versions by record; null where it is a matter of no prediction */
    private void take(int partition, List<Integer> versions, Outcome.Taken taken) {
        Champion champion = Champion.of(1, tasks.apply(1));
        StreamProcessor processor = processors.apply(champion);
        processor.assigned(partition, "");
        processor.restored(partition);
        int at = 0;
        for (ConsumerRecord<byte[], byte[]> record : records(partition)) {
            Integer version = versions.get(at++);
            if (version != null && champion.offer(version, tasks.apply(version))) {
                processor.betweenTransactions(taken);
                processor.drainChanges(taken);
            }
            processor.process(List.of(record), taken);
            processor.drainChanges(taken);
            taken.note(partition, processor.metadata(partition));
        }
        taken.finish(processor);
    }

    /**
     * Which predictions a record sets off does not depend on the model: those of its own point, or of points that waited. As
     * many predictions as their streams had before, the ones found with them tell the version.
     */
    private List<Integer> versions(int partition, Outcome found) {
        StreamProcessor processor = processors.apply(Champion.of(1, tasks.apply(1)));
        processor.assigned(partition, "");
        processor.restored(partition);
        Outcome.Taken all = new Outcome.Taken();
        Map<String, Integer> seen = new HashMap<>();
        List<Integer> versions = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(partition)) {
            processor.process(List.of(record), all);
            Integer version = null;
            for (Map.Entry<String, List<String>> stream : all.predictions.entrySet()) {
                int before = seen.getOrDefault(stream.getKey(), 0);
                List<String> answers = found.predictions().getOrDefault(stream.getKey(), List.of());
                if (before < stream.getValue().size() && before < answers.size()) {
                    version = version(answers.get(before));
                }
                seen.put(stream.getKey(), stream.getValue().size());
            }
            versions.add(version);
        }
        return versions;
    }

    private List<ConsumerRecord<byte[], byte[]>> records(int partition) {
        return broker.log(broker.topics.input(), partition).committed();
    }

    private static int version(String prediction) {
        Matcher version = VERSION.matcher(prediction);
        if (!version.find()) {
            throw new IllegalStateException("expected a version in " + prediction);
        }
        return Integer.parseInt(version.group(1));
    }
}
