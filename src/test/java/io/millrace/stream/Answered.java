package io.millrace.stream;

import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** One stream of a task, point by point, and what comes of it. */
final class Answered {
    private static final StreamKey KEY = StreamKey.of("a");

    final StreamStates states;
    private final StreamPredictor predictor;
    private final List<Result> results = new ArrayList<>();

    Answered(StreamTask task) {
        states = new StreamStates(task);
        states.open(0);
        predictor = new StreamPredictor(task, states, Kernels.best());
    }

    Answered(StreamModel model, StreamSettings settings) {
        this(new StreamTask(model, settings));
    }

    /** What the point brought about. */
    List<Result> point(double... values) {
        return take(SequencePoint.of(0, 0, KEY, 0, values));
    }

    /** The last point of its sequence. */
    List<Result> last(double... values) {
        return take(new SequencePoint(0, 0, KEY, 0, 0, values, false, true));
    }

    /** A sequence of its own. */
    List<Result> only(double... values) {
        return take(new SequencePoint(0, 0, KEY, 0, 0, values, true, true));
    }

    List<Result> end() {
        return take(SequencePoint.end(0, 0, KEY, 0));
    }

    private List<Result> take(SequencePoint point) {
        results.clear();
        predictor.predict(List.of(point), new StreamPredictor.Sink() {
            @Override
            public void predicted(int index, Result result) {
                results.add(result);
            }

            @Override
            public void outOfRange(int index) {
                throw new AssertionError("out of range");
            }
        });
        return List.copyOf(results);
    }

    /** The stream as another process would take it up: through its snapshot. */
    Answered restored(StreamTask task) {
        Answered other = new Answered(task);
        states.drainChanges(0, new StreamStates.Changes() {
            @Override
            public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {
                if (!other.states.restore(partition, stream, snapshot)) {
                    throw new AssertionError("not restored");
                }
            }

            @Override
            public void forgotten(int partition, StreamKey stream) {
                other.states.forget(partition, stream);
            }
        });
        return other;
    }
}
