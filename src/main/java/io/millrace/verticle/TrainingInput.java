package io.millrace.verticle;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.kafka.RecordedSequence;
import io.millrace.retrain.Contender;
import io.millrace.retrain.ReplayData;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From what Kafka and serving hold to what a challenger is trained with; offsets are by partition. */
final class TrainingInput {
    private TrainingInput() {}

    static Contender contender(Champion.Reign reign) {
        StreamModel model = reign.task().model();
        return new Contender(model.id().version(), model.network(), model.encoding(), model.target());
    }

    /** The sequences, those that no training has seen apart. */
    static ReplayData data(List<String> features, List<RecordedSequence> sequences, Map<String, String> labels) {
        List<Trajectory> older = new ArrayList<>();
        List<Trajectory> newer = new ArrayList<>();
        for (RecordedSequence one : sequences) {
            (one.fresh() ? newer : older).add(new Trajectory(one.stream(), one.times(), one.points()));
        }
        return new ReplayData(new Trajectories(features, older), new Trajectories(features, newer), labels);
    }

    /** How many records lie beyond. */
    static long beyond(Map<Integer, Long> ends, Map<Integer, Long> from) {
        return ends.keySet().stream()
                .mapToLong(partition -> Math.max(0, ends.get(partition) - from.getOrDefault(partition, 0L)))
                .sum();
    }

    /** Of each partition the later offset. */
    static Map<Integer, Long> latest(Map<Integer, Long> a, Map<Integer, Long> b) {
        Map<Integer, Long> latest = new TreeMap<>(a);
        b.forEach((partition, offset) -> latest.merge(partition, offset, Math::max));
        return latest;
    }
}
