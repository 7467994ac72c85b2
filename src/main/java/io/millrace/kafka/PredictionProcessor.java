package io.millrace.kafka;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.ForgottenJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.codec.Rejection;
import io.millrace.codec.StateFormat;
import io.millrace.codec.ValueDecoder;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Answer;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Forgotten;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamPredictor;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import io.millrace.stream.StreamStore;
import io.millrace.stream.StreamTask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the records of streams as a {@link StreamTask} says.
 *
 * <p>The header {@code sequence} marks where sequences begin ({@code start}: forget first) and end ({@code end}, or no value
 * at all: forget afterwards). A mark holds even when its record's point is rejected; any other text there means nothing.
 */
public final class PredictionProcessor implements StreamProcessor {
    /** Longest key, in bytes: it is written twice with each prediction, and with each state. */
    public static final int MAX_KEY_BYTES = 1024;

    private static final Logger log = LoggerFactory.getLogger(PredictionProcessor.class);
    private static final String SEQUENCE = "sequence";
    private static final double[] NO_POINT = {};

    private final StreamTask task;
    private final Forgetting forgetting;
    private final LoopClock clock;
    private final StreamStore store;
    private final ValueDecoder decoder;
    private final PredictionJson predictions = new PredictionJson();
    private final AnswerJson answers = new AnswerJson();
    private final ForgottenJson forgotten = new ForgottenJson();
    private final StreamStates states;
    private final StreamPredictor predictor;
    private final Map<Integer, Integer> unusable = new HashMap<>(); // states of other models, by partition

    /** Forgets a stream only when its records say so. */
    public PredictionProcessor(StreamTask task, Kernels kernels) {
        this(task, kernels, Forgetting.NEVER, LoopClock.SYSTEM, StreamStore.NONE, Integer.MAX_VALUE);
    }

    /**
     * @param store of streams beyond those that memory has room for; closed with the processor
     * @param room streams that stay in memory
     */
    public PredictionProcessor(
            StreamTask task, Kernels kernels, Forgetting forgetting, LoopClock clock, StreamStore store, int room) {
        this.store = store;
        this.task = task;
        this.forgetting = forgetting;
        this.clock = clock;
        decoder = ValueDecoder.of(task.model().encoding());
        states = new StreamStates(task, forgetting, store, room);
        predictor = new StreamPredictor(task, states, kernels);
    }

    @Override
    public void assigned(int partition, String metadata) {
        states.open(partition);
        PartitionTime.read(metadata).ifPresent(time -> states.advance(partition, time));
        unusable.put(partition, 0);
    }

    @Override
    public String metadata(int partition) {
        return PartitionTime.write(states.time(partition));
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
    }

    @Override
    public void restored(int partition) {
        states.whole(partition);
        int count = unusable.remove(partition);
        if (count > 0) {
            log.warn(
                    "partition {}: {} states are not of model {} version {}, or not as it is asked; those streams begin anew",
                    partition,
                    count,
                    task.model().id().name(),
                    task.model().id().version());
        }
    }

    @Override
    public void revoked(int partition) {
        states.close(partition);
        unusable.remove(partition);
    }

    @Override
    public void process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
        passWallTime();
        List<SequencePoint> points = new ArrayList<>(poll.size());
        List<ConsumerRecord<byte[], byte[]>> causes = new ArrayList<>(poll.size());
        for (ConsumerRecord<byte[], byte[]> record : poll) {
            if (forgetting.time() == Forgetting.Time.EVENT && record.timestamp() >= 0) { // a producer may leave it out
                states.advance(record.partition(), record.timestamp());
            }
            SequencePoint point = read(record, output);
            if (point != null) {
                points.add(point);
                causes.add(record);
            }
        }
        predictor.predict(points, new StreamPredictor.Sink() {
            @Override
            public void predicted(int index, Result result) {
                output.predicted(causes.get(index), write(result));
                if (result.hasError()) {
                    output.compared(result.error(), result.baselineError());
                }
            }

            @Override
            public void outOfRange(int index) {
                output.rejected(
                        causes.get(index), Rejection.OUT_OF_RANGE, "expected numbers the network can reckon with");
            }

            @Override
            public void forgotten(Forgotten stream) {
                tell(stream, output);
            }
        });
    }

    @Override
    public void betweenTransactions(Output output) {
        passWallTime();
        states.sweep(stream -> tell(stream, output));
        states.makeRoom();
    }

    private void passWallTime() {
        if (forgetting.time() == Forgetting.Time.WALL) {
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

    /** The record's point, its mark alone where the point is rejected, or null where that leaves nothing. */
    private SequencePoint read(ConsumerRecord<byte[], byte[]> record, Output output) {
        byte[] key = record.key();
        if (key == null) {
            output.rejected(record, Rejection.NO_KEY, "expected the stream's name as the key, found none");
            return null;
        }
        if (key.length > MAX_KEY_BYTES) {
            String found = "expected a key of at most " + MAX_KEY_BYTES + " bytes, found " + key.length;
            output.rejected(record, Rejection.TOO_LARGE, found);
            return null;
        }
        String mark = mark(record);
        boolean begins = mark.equals("start");
        boolean ends = mark.equals("end") || record.value() == null;
        boolean markAlone = record.value() == null || record.value().length == 0 && (begins || ends);
        double[] values = markAlone ? NO_POINT : values(record, output);
        if (values.length == 0 && !begins && !ends) {
            return null;
        }
        boolean whole = task.recordsAreSequences();
        return new SequencePoint(
                record.partition(),
                record.offset(),
                StreamKey.of(key),
                record.timestamp(),
                states.time(record.partition()),
                values,
                begins || whole,
                ends || whole);
    }

    private double[] values(ConsumerRecord<byte[], byte[]> record, Output output) {
        try {
            return decoder.decode(record.value());
        } catch (RejectedException e) {
            output.rejected(record, e.reason(), e.getMessage());
            return NO_POINT;
        }
    }

    private static String mark(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(SEQUENCE);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
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
        store.close();
    }
}
