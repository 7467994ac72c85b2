package io.millrace.api;

import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Result;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamPredictor;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import io.millrace.stream.StreamTask;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams in memory, stepped by the same arithmetic as those of topics: round r takes the r-th point of every sequence of all
 * calls at hand, in one matrix product. One thread at a time.
 */
final class MemoryStreams {
    private static final int PARTITION = 0;
    private static final int CLEAN_EVERY = 256; // runs
    private static final StreamStates.Changes NOBODY = new StreamStates.Changes() {
        @Override
        public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {}

        @Override
        public void forgotten(int partition, StreamKey stream) {}
    };

    private final StreamStates states;
    private final boolean recordsAreSequences;
    private StreamTask task;
    private StreamPredictor predictor;
    private long anonymous;
    private int runs;

    MemoryStreams(StreamTask task, Kernels kernels) {
        this.task = task;
        states = new StreamStates(task);
        states.open(PARTITION).whole();
        predictor = new StreamPredictor(task, states, kernels);
        recordsAreSequences = task.recordsAreSequences();
    }

    /** Another model takes over: sequences go on under it, as the streams of topics do. */
    private void follow(StreamTask newest) {
        if (newest != task) {
            states.drainChanges(PARTITION, NOBODY);
            predictor = predictor.successor(newest);
            task = newest;
        }
    }

    /** Steps all calls under the newest model, the same sequence's in their order. */
    void run(StreamTask newest, List<Call> calls, List<StreamKey> forgotten) {
        follow(newest);
        forgotten.forEach(stream -> states.forget(PARTITION, stream));
        List<SequencePoint> poll = new ArrayList<>();
        List<Call> callOf = new ArrayList<>();
        List<Integer> indexOf = new ArrayList<>();
        for (Call call : calls) {
            for (int i = 0; i < call.size(); i++) {
                poll.add(point(call, i));
                callOf.add(call);
                indexOf.add(i);
            }
        }
        predictor.predict(poll, new StreamPredictor.Sink() {
            @Override
            public void predicted(int index, Result result) {
                callOf.get(index).results[indexOf.get(index)] = result;
            }

            @Override
            public void outOfRange(int index) {
                callOf.get(index).refused = true;
            }
        });
        if (++runs % CLEAN_EVERY == 0) {
            states.drainChanges(PARTITION, NOBODY); // nobody writes them down
        }
    }

    private SequencePoint point(Call call, int i) {
        int step = i % call.points.steps();
        boolean first = step == 0;
        boolean last = step == call.points.steps() - 1;
        if (call.sequence == null || recordsAreSequences) {
            first |= recordsAreSequences;
            last |= recordsAreSequences;
            anonymous += first ? 1 : 0;
            return point(name(), call.points.values()[i], first, last);
        }
        return point(
                call.sequence.key(),
                call.points.values()[i],
                first && call.sequence.start(),
                last && call.sequence.end());
    }

    /** No client can name such a sequence: its key is no text. */
    private StreamKey name() {
        return StreamKey.of(ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) 0xff)
                .putLong(anonymous)
                .array());
    }

    private static SequencePoint point(StreamKey stream, double[] values, boolean begins, boolean ends) {
        return new SequencePoint(PARTITION, 0, stream, 0, 0, values, begins, ends);
    }

    int size() {
        return states.size();
    }
}
