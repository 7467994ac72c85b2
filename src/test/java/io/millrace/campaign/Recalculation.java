package io.millrace.campaign;

import io.millrace.codec.PredictionJson;
import io.millrace.keras.KerasModel;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Baseline;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Predict;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.SequencePoint;
import io.millrace.stream.StreamKey;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamPredictor;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamSnapshot;
import io.millrace.stream.StreamStates;
import io.millrace.stream.StreamTask;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a mill's streams must have been told, given from which of its points on each was served by which model. */
final class Recalculation {
    private static final int REPLAY = 64; // last points, as configured where nothing is said

    private final Mill mill;
    private final int rounds;
    private final Map<Integer, StreamTask> tasks = new HashMap<>(); // by version
    private final PredictionJson json = new PredictionJson();

    /** @param rounds of points that were sent, one of each stream */
    Recalculation(Mill mill, int rounds) {
        this.mill = mill;
        this.rounds = rounds;
    }

    /** By stream, as {@link CommittedTail} reckons them. */
    Map<String, String> digests(Map<String, SortedMap<Long, Integer>> versions) {
        Map<String, String> digests = new TreeMap<>();
        versions.forEach((stream, changes) -> digests.put(stream, digest(stream, changes)));
        return digests;
    }

    private String digest(String stream, SortedMap<Long, Integer> versions) {
        int number = Integer.parseInt(stream.substring(stream.indexOf('-') + 1));
        StreamTask first = task(versions.get(1L));
        StreamStates states = new StreamStates(first);
        states.open(0);
        StreamPredictor predictor = new StreamPredictor(first, states, Kernels.best());
        MessageDigest digest = CommittedTail.sha256();
        for (int round = 0; round < rounds; round++) {
            Integer version = versions.get(round + 1L);
            if (version != null && round > 0) {
                states.drainChanges(0, Nowhere.CHANGES);
                predictor = predictor.successor(task(version));
            }
            SequencePoint point = SequencePoint.of(
                    0, round, StreamKey.of(stream), PointFeeder.timestamp(round), PointFeeder.point(number, round));
            predictor.predict(List.of(point), new StreamPredictor.Sink() {
                @Override
                public void predicted(int index, Result result) {
                    CommittedTail.update(digest, json.write((Prediction) result));
                }

                @Override
                public void outOfRange(int index) {
                    throw new AssertionError("out of range");
                }
            });
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private StreamTask task(int version) {
        return tasks.computeIfAbsent(version, any -> {
            KerasModel file = mill.model(version);
            StreamModel model = new StreamModel(
                    new ModelVersion("ball", file.version()),
                    file.network(),
                    file.encoding().orElseThrow(),
                    Optional.empty());
            return new StreamTask(
                    model,
                    new StreamSettings(
                            Predict.NEXT, 1, 5, false, 32, 1000, 100, 1, Baseline.CONSTANT_VELOCITY, REPLAY, false));
        });
    }

    /** Nobody writes the changes down. */
    private enum Nowhere implements StreamStates.Changes {
        CHANGES;

        @Override
        public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {}

        @Override
        public void forgotten(int partition, StreamKey stream) {}
    }
}
