package io.millrace.stream;

/** One stream between two points. Mutable; belongs to the thread of its {@link StreamStates}. */
final class StreamState {
    final StreamKey key;
    final int partition;
    final int slot; // of the network's state

    final double[] history; // of the encoding
    long n; // points so far
    double[] point; // the last one, [features]; null before the first
    double[] next; // the prediction made from it, [features]
    double[] baselineNext; // the baseline's, [features]
    long offset; // of the last record
    long timestamp; // of the last record, for eviction of idle streams

    boolean changed; // since changes were last drained
    boolean removed;
    int queued; // points of the poll at hand

    StreamState(StreamKey key, int partition, int slot, int historySize) {
        this.key = key;
        this.partition = partition;
        this.slot = slot;
        this.history = new double[historySize];
    }
}
