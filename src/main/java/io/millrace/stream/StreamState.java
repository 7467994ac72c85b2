package io.millrace.stream;

/** One stream between two points. Mutable; belongs to the thread of its {@link StreamStates}. */
final class StreamState {
    private static final double[] NO_POINTS = {};

    final StreamKey key;
    final int partition;
    int slot; // of the network's state, in the slab that holds it
    Object in; // whose slab that is; another model's, or null: the state is to be rebuilt before the next point

    final double[] memory; // of the encoding, then of the comparison
    long n; // points so far
    double[] window = NO_POINTS; // the last points, oldest first; never changed, but replaced
    float[] output; // of the network at the newest point, ours alone; null before the first
    OrderBuffer order; // null where points are taken as they come, and before the first
    long offset; // of the last record
    long timestamp; // of the last record
    long heard = Forgetting.NO_TIME; // the partition's time when the last point came

    StreamState sameBucket; // belongs to the StreamTable
    StreamState older; // these two belong to the QuietStreams
    StreamState newer;

    boolean changed; // since changes were last drained
    boolean written; // in some state or other: the changelog holds the stream
    boolean removed;
    int queued; // points of the poll at hand

    StreamState(StreamKey key, int partition, int memorySize) {
        this.key = key;
        this.partition = partition;
        this.memory = new double[memorySize];
    }

    /**
     * The network's newest output is remembered where the last one was: a new array in an old stream with each point would be
     * work for the collector, which has to look at every stream that points to something younger.
     */
    void keep(float[] outputs, int from, int count) {
        if (output == null || output.length != count) {
            output = new float[count];
        }
        System.arraycopy(outputs, from, output, 0, count);
    }

    /** As before its first point. */
    void clear() {
        n = 0;
        window = NO_POINTS;
        output = null;
        offset = 0;
        timestamp = 0;
        java.util.Arrays.fill(memory, 0);
    }
}
