package io.millrace.stream;

import io.millrace.network.StateSlab;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Streams of one partition under one model after the other. */
final class ServedStreams {
    final StreamStates states;
    private StreamPredictor predictor;

    ServedStreams(StreamTask task) {
        states = new StreamStates(task);
        states.open(0);
        predictor = new StreamPredictor(task, states, Kernels.best());
    }

    /** Every point must be in range. */
    List<Prediction> predict(List<SequencePoint> poll) {
        List<Prediction> predictions = new ArrayList<>();
        predictor.predict(poll, new StreamPredictor.Sink() {
            @Override
            public void predicted(int index, Result result) {
                predictions.add((Prediction) result);
            }

            @Override
            public void outOfRange(int index) {
                throw new AssertionError("point " + index + " is out of range");
            }
        });
        return predictions;
    }

    /** Those that have changed since the last call, by stream; nothing can take over before they are drained. */
    Map<String, StreamSnapshot> snapshots() {
        Map<String, StreamSnapshot> snapshots = new TreeMap<>();
        states.drainChanges(0, new StreamStates.Changes() {
            @Override
            public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {
                snapshots.put(stream.toString(), snapshot);
            }

            @Override
            public void forgotten(int partition, StreamKey stream) {
                snapshots.remove(stream.toString());
            }
        });
        return snapshots;
    }

    void swap(StreamTask next) {
        predictor = predictor.successor(next);
    }

    void serve(Champion.Reign next) {
        predictor = predictor.successor(next);
    }

    /** States that are held, of all models. */
    int slots() {
        return states.slabs().stream().mapToInt(StateSlab::held).sum();
    }
}
