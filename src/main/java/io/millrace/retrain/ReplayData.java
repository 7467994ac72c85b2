package io.millrace.retrain;

import io.millrace.data.Trajectories;

/**
 * What there is to learn from. The times of all sequences are of one clock.
 *
 * @param older sequences that an earlier training may have seen
 * @param newer sequences that no training has seen
 */
public record ReplayData(Trajectories older, Trajectories newer) {}
