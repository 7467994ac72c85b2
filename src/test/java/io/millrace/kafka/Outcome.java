package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.codec.Rejection;
import io.millrace.codec.StateFormat;
import io.millrace.stream.StreamSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What came of the input, in a form that can be compared: predictions and what was forgotten by stream in order, rejected
 * records by where they came from, the last state of each stream, the time and the model that stand beside each partition's offset. Streams that
 * are idle at the end count as forgotten, whether that has been written yet or not.
 */
record Outcome(
        Map<String, List<String>> predictions,
        Map<String, List<String>> forgotten,
        List<String> rejected,
        Map<String, State> states,
        Map<Integer, Long> times,
        Map<Integer, Long> generations) {

    /** The same, but streams that were forgotten for that reason count as reset. */
    Outcome withResetsFor(String reason) {
        Map<String, List<String>> plain = new TreeMap<>();
        forgotten.forEach((stream, told) -> plain.put(
                stream,
                told.stream()
                        .map(one -> one.replace('"' + reason + '"', "\"reset\""))
                        .toList()));
        return new Outcome(predictions, plain, rejected, states, times, generations);
    }

    /** The same without what a clock has said. */
    Outcome withoutClock() {
        Map<String, State> plain = new TreeMap<>();
        states.forEach((stream, state) -> plain.put(stream, state.unheard()));
        return new Outcome(predictions, forgotten, rejected, plain, Map.of(), generations);
    }

    /** A stream's state as it was written. */
    record State(StreamSnapshot snapshot) {
        /**
         * This state, or the other one if it says the same. Points that only wait leave no trace of the model under which they
         * came, and a state that a later model rebuilds meanwhile is what that model makes of the last points: of which version
         * it is, is a matter of time, and seen in the next prediction.
         */
        State as(State other) {
            boolean sameVersion = snapshot.modelVersion().equals(other.snapshot.modelVersion());
            return !sameVersion && plain().equals(other.plain()) ? other : this;
        }

        private State unheard() {
            return new State(new StreamSnapshot(
                    snapshot.modelVersion(),
                    snapshot.offset(),
                    snapshot.timestamp(),
                    0,
                    snapshot.n(),
                    snapshot.memory(),
                    snapshot.window(),
                    snapshot.output(),
                    snapshot.state(),
                    snapshot.order()));
        }

        /** Without what the model made of the points. */
        private State plain() {
            return new State(new StreamSnapshot(
                    "",
                    snapshot.offset(),
                    snapshot.timestamp(),
                    snapshot.heard(),
                    snapshot.n(),
                    snapshot.memory(),
                    snapshot.window(),
                    new float[0],
                    new float[0],
                    snapshot.order()));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof State state
                    && Arrays.equals(StateFormat.write(snapshot), StateFormat.write(state.snapshot));
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(StateFormat.write(snapshot));
        }

        @Override
        public String toString() {
            return snapshot.modelVersion() + ": " + text(StateFormat.write(snapshot));
        }
    }

    /** What a reader of committed records finds, and a successor of all processes makes of it. */
    static Outcome found(SimulatedBroker broker, IntFunction<StreamProcessor> processors) {
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
            takeUp(broker, partition, processors, taken);
        }
        return taken.outcome();
    }

    /** As one does who succeeds all processes. */
    private static void takeUp(
            SimulatedBroker broker, int partition, IntFunction<StreamProcessor> processors, Taken taken) {
        OffsetAndMetadata committed = broker.group.committed(partition);
        String metadata = committed == null ? "" : committed.metadata();
        long generation = PartitionNotes.parse(metadata).get("model").orElse(1);
        StreamProcessor processor = processors.apply((int) generation);
        processor.assigned(partition, metadata);
        for (ConsumerRecord<byte[], byte[]> record :
                broker.log(broker.topics.states(), partition).committed()) {
            processor.restore(partition, record.key(), record.value());
            taken.write(partition, record.key(), record.value());
        }
        processor.loaded(partition);
        for (ConsumerRecord<byte[], byte[]> record :
                broker.log(broker.topics.input(), partition).committed()) {
            boolean again = committed != null
                    && record.offset() >= Checkpoints.of(committed)
                    && record.offset() < committed.offset();
            if (again) {
                processor.process(List.of(record), StreamProcessor.Output.NONE);
            }
        }
        processor.restored(partition);
        processor.drainChanges(partition, taken);
        if (committed != null) {
            taken.note(partition, processor.metadata(partition));
        }
        taken.finish(partition, processor);
    }

    /** Takes everything down. */
    static final class Taken implements StreamProcessor.Output, StreamProcessor.Changes {
        final Map<String, List<String>> predictions = new TreeMap<>();
        final Map<String, List<String>> forgotten = new TreeMap<>();
        final List<String> rejected = new ArrayList<>();
        final Map<String, State> states = new TreeMap<>();
        final Map<Integer, Long> times = new TreeMap<>();
        final Map<Integer, Long> generations = new TreeMap<>();

        void note(int partition, String metadata) {
            PartitionNotes notes = PartitionNotes.parse(metadata);
            notes.get("time").ifPresent(time -> times.put(partition, time));
            notes.get("model").ifPresent(generation -> generations.put(partition, generation));
        }

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
                states.put(partition + "/" + text(key), new State(StateFormat.read(value)));
            }
        }

        /** Streams that are idle are forgotten. */
        void finish(int partition, StreamProcessor processor) {
            processor.betweenTransactions(this);
            processor.drainChanges(partition, this);
        }

        Outcome outcome() {
            return new Outcome(
                    predictions, forgotten, rejected.stream().sorted().toList(), states, times, generations);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    static String text(byte[] bytes) {
        return bytes == null ? "none" : new String(bytes, ISO_8859_1);
    }
}
