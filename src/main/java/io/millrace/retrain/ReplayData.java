package io.millrace.retrain;

import io.millrace.data.Trajectories;
import java.util.Map;

/**
 * What there is to learn from. The times of all sequences are of one clock.
 *
 * @param older sequences that an earlier training may have seen
 * @param newer sequences that no training has seen
 * @param labels by stream, where sequences have them
 */
public record ReplayData(Trajectories older, Trajectories newer, Map<String, String> labels) {
    public ReplayData {
        labels = Map.copyOf(labels);
    }

    /** Without labels. */
    public ReplayData(Trajectories older, Trajectories newer) {
        this(older, newer, Map.of());
    }
}
