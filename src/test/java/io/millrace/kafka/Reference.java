package io.millrace.kafka;

import io.millrace.stream.Champion;
import io.millrace.stream.StreamKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must come of the input: every record by itself, one after the other, without a fault. When a model takes over is a
 * matter of time, so the predictions found say by which one each record was processed; a partition may only go forward. So it
 * is with a canary, which other streams than its own do not notice, and with streams that were reset.
 */
final class Reference {
    private static final Pattern RESET = Pattern.compile("\"reason\":\"(reset|idle)\"");
    private static final Pattern VERSION = Pattern.compile("\"version\":\"(\\d+)\"");

    private final SimulatedBroker broker;
    private final Supplier<Champion> first;
    private final BiPredicate<Champion, Integer> next; // offers a version; whether it is newer
    private final BiFunction<Champion, StreamMailbox, StreamProcessor> processors;
    private final boolean resets; // whether streams are forgotten that no record says to

    Reference(
            SimulatedBroker broker,
            Supplier<Champion> first,
            BiPredicate<Champion, Integer> next,
            BiFunction<Champion, StreamMailbox, StreamProcessor> processors,
            boolean resets) {
        this.resets = resets;
        this.broker = broker;
        this.first = first;
        this.next = next;
        this.processors = processors;
    }

    Outcome outcome(Outcome found) {
        Outcome.Taken taken = new Outcome.Taken();
        for (int partition = 0; partition < broker.partitions; partition++) {
            new Run(partition, taken, found).take(versions(partition, found));
        }
        return taken.outcome();
    }

    /** One partition, from its beginning to its end. */
    private final class Run {
        private final int partition;
        private final Outcome.Taken taken;
        private final Outcome found;
        private final Champion champion = first.get();
        private final StreamMailbox mailbox = new StreamMailbox();
        private final StreamProcessor processor = processors.apply(champion, mailbox);

        Run(int partition, Outcome.Taken taken, Outcome found) {
            this.partition = partition;
            this.taken = taken;
            this.found = found;
        }

        /** @param versions by record; null where it is a matter of no prediction */
        void take(List<Integer> versions) {
            processor.assigned(partition, "");
            processor.loaded(partition);
            processor.restored(partition);
            int at = 0;
            for (ConsumerRecord<byte[], byte[]> record : records(partition)) {
                Integer version = versions.get(at++);
                if (version != null && next.test(champion, version)) {
                    settle();
                }
                processor.process(List.of(record), taken);
                processor.drainChanges(partition, taken);
                if (resets && record.key() != null) {
                    resetAsFound(record.key());
                }
                taken.note(partition, processor.metadata(partition));
            }
            taken.finish(partition, processor);
        }

        private void settle() {
            processor.betweenTransactions(taken);
            processor.drainChanges(partition, taken);
        }

        /** What nobody can foretell: the stream as it is now was forgotten before its next point. */
        private void resetAsFound(byte[] key) {
            String stream = partition + "/" + Outcome.text(key);
            List<String> others = found.forgotten().getOrDefault(stream, List.of());
            int told = taken.forgotten.getOrDefault(stream, List.of()).size();
            if (told >= others.size() || !RESET.matcher(others.get(told)).find()) {
                return;
            }
            CompletableFuture<Optional<StreamMailbox.Held>> asked = mailbox.find(StreamKey.of(key));
            settle();
            asked.join()
                    .map(StreamMailbox.Held::snapshot)
                    .filter(now -> others.get(told).endsWith("\"n\":" + now.n() + ",\"t\":" + now.timestamp() + "}"))
                    .ifPresent(now -> {
                        CompletableFuture<Optional<StreamMailbox.Held>> unused = mailbox.reset(StreamKey.of(key));
                        settle();
                    });
        }
    }

    /**
     * Which predictions a record sets off does not depend on the model: those of its own point, or of points that waited. As
     * many predictions as their streams had before, the ones found with them tell the version.
     */
    private List<Integer> versions(int partition, Outcome found) {
        StreamProcessor processor = processors.apply(first.get(), new StreamMailbox());
        processor.assigned(partition, "");
        processor.loaded(partition);
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
                    int told = version(answers.get(before)); // of several the newest: others may not be the canary's
                    version = version == null ? told : Math.max(version, told);
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
