package io.millrace.kafka;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.ForgottenJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.Rejection;
import io.millrace.codec.StateFormat;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Answer;
import io.millrace.stream.Champion;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Forgotten;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.PointOrder;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamPredictor;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the records of streams as a {@link StreamTask} says. */
public final class PredictionProcessor implements StreamProcessor {
    /** Longest key, in bytes: it is written twice with each prediction, and with each state. */
    public static final int MAX_KEY_BYTES = 1024;

    private static final Logger log = LoggerFactory.getLogger(PredictionProcessor.class);

    private static final String MODEL = "model"; // the note of a partition's generation of models
    private static final String TIME = "time"; // that of its time, in milliseconds since 1970

    private final Champion champion;
    private final SequenceRules rules;
    private final LoopClock clock;
    private final StreamStore store;
    private final StreamMailbox mailbox;
    private final RecordReader reader;
    private final Optional<PointOrder> order;
    private final Optional<Reordering> reordering;
    private final PredictionJson predictions = new PredictionJson();
    private final AnswerJson answers = new AnswerJson();
    private final ForgottenJson forgotten = new ForgottenJson();
    private final StreamStates states;
    private final Map<Integer, Integer> unusable = new HashMap<>(); // states of other models, by partition
    private Champion.Reign reign;
    private StreamTask task;
    private StreamPredictor predictor;

    /** Of one model, for good; takes points as they come, and forgets a stream only when its records say so. */
    public PredictionProcessor(StreamTask task, Kernels kernels) {
        this(
                Champion.forGood(task),
                kernels,
                SequenceRules.PLAIN,
                LoopClock.SYSTEM,
                new Room(StreamStore.NONE, Integer.MAX_VALUE),
                new StreamMailbox());
    }

    /**
     * Where streams are held.
     *
     * @param store of those beyond the ones that memory has room for; closed with the processor
     * @param memory streams that stay in memory
     */
    public record Room(StreamStore store, int memory) {}

    /** @param champion looked at between transactions; its successors read what it reads */
    public PredictionProcessor(
            Champion champion,
            Kernels kernels,
            SequenceRules rules,
            LoopClock clock,
            Room room,
            StreamMailbox mailbox) {
        this.champion = champion;
        reign = champion.newest();
        task = reign.task();
        this.rules = rules;
        this.clock = clock;
        this.mailbox = mailbox;
        store = room.store();
        reader = new RecordReader(rules.decoder(task.model().encoding()), task.recordsAreSequences());
        states = new StreamStates(task, rules.forgetting(), store, room.memory());
        predictor = new StreamPredictor(task, states, kernels);
        order = rules.order().map(asked -> new PointOrder(asked, rules.forgetting(), states));
        reordering =
                order.map(points -> new Reordering(points, rules.order().get().by(), reader));
    }

    /** Errors: a model older than the one that the partition was served with, which has not come here yet. */
    @Override
    public void assigned(int partition, String metadata) {
        PartitionNotes notes = PartitionNotes.parse(metadata);
        takeOver();
        requireNotOlder(partition, notes);
        states.open(partition);
        notes.get(TIME).ifPresent(time -> states.advance(partition, time));
        unusable.put(partition, 0);
    }

    private void requireNotOlder(int partition, PartitionNotes notes) {
        long least = notes.get(MODEL).orElse(0);
        if (!champion.isForGood() && least > reign.generation()) {
            throw new KafkaException("partition " + partition + ": expected model "
                    + task.model().id().name()
                    + " of version " + least + " or newer, as served before, found "
                    + task.model().id().version() + "; waits for the models topic");
        }
    }

    @Override
    public String metadata(int partition) {
        PartitionNotes notes = new PartitionNotes();
        if (!champion.isForGood()) {
            notes.put(MODEL, reign.generation());
        }
        if (states.time(partition) != Forgetting.NO_TIME) {
            notes.put(TIME, states.time(partition));
        }
        return notes.toString();
    }

    /** A new champion, as soon as all that was made under the last one is written down as its work. */
    private void takeOver() {
        Champion.Reign newest = champion.newest();
        if (newest.generation() > reign.generation() && states.isDrained()) {
            ModelVersion last = task.model().id();
            reign = newest;
            task = newest.task();
            predictor = predictor.successor(task);
            log.info(
                    "{}: version {} takes over from {}",
                    last.name(),
                    task.model().id().version(),
                    last.version());
        }
    }

    @Override
    public void restore(int partition, byte[] key, byte[] value) {
        StreamKey stream = StreamKey.of(key);
        if (value == null) {
            states.forget(partition, stream);
            return;
        }
        StreamSnapshot snapshot = StateFormat.read(value);
        if (!states.restore(partition, stream, snapshot)) {
            unusable.merge(partition, 1, Integer::sum);
        }
        // Points wait even where the state is of no use.
        order.ifPresent(points -> points.restored(partition, stream, snapshot));
    }

    @Override
    public void restored(int partition) {
        states.whole(partition);
        int count = unusable.remove(partition);
        if (count > 0) {
            log.warn(
                    "partition {}: {} states are not of model {} version {}, cannot be rebuilt, or are not as it is asked; those streams begin anew",
                    partition,
                    count,
                    task.model().id().name(),
                    task.model().id().version());
        }
    }

    @Override
    public void revoked(int partition) {
        states.close(partition);
        order.ifPresent(points -> points.revoked(partition));
        unusable.remove(partition);
    }

    @Override
    public void process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
        passWallTime();
        Intake intake = new Intake();
        for (ConsumerRecord<byte[], byte[]> record : poll) {
            if (isByEvents() && record.timestamp() >= 0) { // a producer may leave it out
                states.advance(record.partition(), record.timestamp());
            }
            take(record, output, intake);
        }
        predict(intake, output);
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Output output, Intake intake) {
        long time = states.time(record.partition());
        if (reordering.isPresent()) {
            reordering.get().take(record, time, output, intake);
            return;
        }
        SequencePoint point = reader.read(record, time, output);
        if (point != null) {
            intake.add(point, record);
        }
    }

    private void predict(Intake intake, Output output) {
        predictor.predict(intake.points(), new StreamPredictor.Sink() {
            @Override
            public void predicted(int index, Result result) {
                output.predicted(intake.cause(index), write(result));
                if (result.hasError()) {
                    output.compared(result.error(), result.baselineError());
                }
            }

            @Override
            public void outOfRange(int index) {
                output.rejected(
                        intake.cause(index), Rejection.OUT_OF_RANGE, "expected numbers the network can reckon with");
            }

            @Override
            public void forgotten(Forgotten stream) {
                tell(stream, output);
            }
        });
    }

    @Override
    public void betweenTransactions(Output output) {
        takeOver();
        mailbox.answer(states, held -> tell(states.reset(held.partition(), held.stream()), output));
        passWallTime();
        if (!isByEvents()) {
            reordering.ifPresent(points -> letPass(points, output));
        }
        states.sweep(stream -> tell(stream, output));
        states.makeRoom();
    }

    private void letPass(Reordering points, Output output) {
        Intake intake = new Intake();
        states.wholePartitions().forEach(partition -> points.pass(partition, states.time(partition), output, intake));
        predict(intake, output);
    }

    private boolean isByEvents() {
        return rules.forgetting().time() == Forgetting.Time.EVENT;
    }

    private void passWallTime() {
        if (!isByEvents()) {
            states.advance(clock.millis());
        }
    }

    private void tell(Forgotten stream, Output output) {
        byte[] key = stream.stream().toBytes();
        output.forgotten(stream.partition(), key, stream.reason().toString(), forgotten.write(stream));
    }

    private byte[] write(Result result) {
        return result instanceof Prediction prediction ? predictions.write(prediction) : answers.write((Answer) result);
    }

    @Override
    public void drainChanges(Changes changes) {
        states.drainChanges(new StreamStates.Changes() {
            @Override
            public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {
                changes.write(partition, stream.toBytes(), StateFormat.write(snapshot));
            }

            @Override
            public void forgotten(int partition, StreamKey stream) {
                changes.write(partition, stream.toBytes(), null);
            }
        });
    }

    @Override
    public int streams() {
        return states.size();
    }

    @Override
    public int stored() {
        return states.stored();
    }

    @Override
    public void close() {
        mailbox.giveUp();
        store.close();
    }
}
