package io.millrace.kafka;

import io.millrace.codec.StateFormat;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Champion;
import io.millrace.stream.Forgetting;
import io.millrace.stream.PointOrder;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamPredictor;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Answers the records of streams as a {@link StreamTask} says. */
public final class PredictionProcessor implements StreamProcessor {
    /** Longest key, in bytes: it is written twice with each prediction, and with each state. */
    public static final int MAX_KEY_BYTES = 1024;

    /** Streams that are rebuilt at once after another model took over: some milliseconds' work. */
    private static final int REBUILT_AT_ONCE = 64;

    /** Nanoseconds that the loop may be held up by rebuilding; a transaction is due every 50 ms or so. */
    private static final long LONGEST_REBUILDING = 15_000_000;

    private final CurrentModel model;
    private final SequenceRules rules;
    private final LoopClock clock;
    private final StreamStore store;
    private final StreamMailbox mailbox;
    private final RecordReader reader;
    private final Optional<PointOrder> order;
    private final Optional<Reordering> reordering;
    private final ResultRecords results = new ResultRecords();
    private final StreamStates states;
    private final Handover handover;
    private final Set<Integer> standby = new HashSet<>(); // partitions of others
    private final Set<Integer> moved = new HashSet<>(); // partitions to which something has happened by itself
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
        model = new CurrentModel(champion);
        StreamTask task = model.task();
        this.rules = rules;
        this.clock = clock;
        this.mailbox = mailbox;
        store = room.store();
        reader = new RecordReader(rules.decoder(task.model().encoding()), task.recordsAreSequences());
        states = new StreamStates(task, rules.forgetting(), store, room.memory());
        handover = new Handover(model, states);
        predictor = new StreamPredictor(task, states, kernels).successor(model.reign());
        order = rules.order().map(asked -> new PointOrder(asked, rules.forgetting(), states));
        reordering =
                order.map(points -> new Reordering(points, rules.order().get().by(), reader));
    }

    @Override
    public boolean standBy(int partition) {
        if (standby.add(partition)) {
            states.openBeside(partition);
            return true;
        }
        return false;
    }

    /** Errors: a model older than the one that the partition was served with, which has not come here yet. */
    @Override
    public boolean assigned(int partition, String metadata) {
        takeOver();
        handover.requireNotOlder(partition, metadata);
        boolean goesOn = standby.remove(partition);
        if (goesOn) {
            states.serve(partition);
        } else {
            states.open(partition);
        }
        handover.begin(partition, metadata);
        return goesOn;
    }

    @Override
    public String metadata(int partition) {
        return handover.notes(partition);
    }

    /**
     * A new champion, as soon as all that was made under the last one is written down as its work. What stands by begins
     * anew: states that the new one made already at their owners' could be read for what they are only by itself.
     */
    private void takeOver() {
        if (model.isOutdated() && states.isDrained()) {
            List.copyOf(standby).forEach(this::revoked);
            model.takeNewest();
            predictor = predictor.successor(model.reign());
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
            handover.unusable(partition);
        }
        // Points wait even where the state is of no use.
        order.ifPresent(points -> points.restored(partition, stream, snapshot));
        if (standby.contains(partition)) {
            order.ifPresent(points ->
                    points.overtaken(partition, states.partition(partition).time()));
        }
    }

    @Override
    public void loaded(int partition) {
        states.partition(partition).loaded();
    }

    @Override
    public void restored(int partition) {
        if (!handover.end(partition)) {
            moved.add(partition);
        }
        states.partition(partition).whole();
        if (!isByEvents() && !hasChanges(partition)) {
            states.partition(partition).pass(clock.millis());
        }
    }

    @Override
    public void revoked(int partition) {
        states.close(partition);
        order.ifPresent(points -> points.revoked(partition));
        handover.forget(partition);
        standby.remove(partition);
        moved.remove(partition);
    }

    @Override
    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
        long began = clock.nanoTime();
        int taken = 0;
        do {
            taken += processSome(poll.subList(taken, poll.size()), output);
        } while (taken < poll.size() && clock.nanoTime() - began < LONGEST_REBUILDING);
        return taken;
    }

    /** All of them, unless many streams must be rebuilt for that. */
    private int processSome(List<ConsumerRecord<byte[], byte[]>> records, Output output) {
        Intake intake = new Intake();
        int taken = 0;
        int rebuilt = 0;
        while (taken < records.size() && rebuilt < REBUILT_AT_ONCE) {
            ConsumerRecord<byte[], byte[]> record = records.get(taken++);
            if (isByEvents() && record.timestamp() >= 0) { // a producer may leave it out
                states.partition(record.partition()).advance(record.timestamp());
            }
            int before = intake.points().size();
            take(record, output, intake);
            for (SequencePoint point :
                    intake.points().subList(before, intake.points().size())) {
                rebuilt += states.isToRebuild(point) ? 1 : 0;
            }
        }
        predict(intake, output);
        return taken;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Output output, Intake intake) {
        long time = states.partition(record.partition()).time();
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
        if (output == Output.NONE) {
            predictor.retake(intake.points());
        } else {
            predictor.predict(intake.points(), results.sink(intake, output));
        }
    }

    /** What no record brings about happens here, and is written with the transaction that it begins. */
    @Override
    public void betweenTransactions(Output output) {
        takeOver();
        mailbox.answer(states, new StreamMailbox.Changes() {
            @Override
            public void reset(int partition, StreamKey stream) {
                moved.add(partition);
                results.write(states.reset(partition, stream), output);
            }

            @Override
            public void put(int partition, StreamKey stream, StreamSnapshot snapshot) {
                states.put(partition, stream, snapshot);
                moved.add(partition);
                output.changed();
            }
        });
        if (!isByEvents()) {
            states.partitionsAtRest().forEach(partition -> pass(partition, output));
        }
        moved.addAll(states.sweep(stream -> results.write(stream, output)));
        states.makeRoom();
    }

    /** The clock moves the time of a partition at rest. */
    private void pass(int partition, Output output) {
        states.partition(partition).pass(clock.millis());
        if (isDue(partition)) {
            Intake intake = new Intake();
            reordering.orElseThrow().pass(partition, clock.millis(), output, intake);
            predict(intake, output);
            moved.add(partition);
        }
    }

    private boolean isDue(int partition) {
        return order.isPresent() && order.get().isDue(partition, clock.millis());
    }

    @Override
    public boolean hasChanges(int partition) {
        return states.partition(partition).hasChanges();
    }

    @Override
    public boolean needsCheckpoint(int partition) {
        return moved.contains(partition)
                || model.isOutdated()
                || model.task().carries() && hasChanges(partition) // nobody could tell again what an older version made
                || states.isPressing(partition)
                || !isByEvents() && isDue(partition);
    }

    private boolean isByEvents() {
        return rules.forgetting().time() == Forgetting.Time.EVENT;
    }

    @Override
    public void drainChanges(int partition, Changes changes) {
        moved.remove(partition);
        states.drainChanges(partition, new StreamStates.Changes() {
            @Override
            public void changed(int of, StreamKey stream, StreamSnapshot snapshot) {
                changes.write(of, stream.toBytes(), StateFormat.write(snapshot));
            }

            @Override
            public void forgotten(int of, StreamKey stream) {
                changes.write(of, stream.toBytes(), null);
            }
        });
    }

    @Override
    public int streams() {
        return states.size();
    }

    @Override
    public long bytes() {
        return (long) (states.size() - states.stored()) * model.task().bytesOfAStream();
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
