package io.millrace.stream;

import java.util.Arrays;

/**
 * One stream between two points: a look at its row, which any number of such objects share until the stream is removed.
 * Belongs to the thread of its {@link StreamStates}.
 */
final class StreamState {
    private static final double[] NO_POINTS = {};

    // Marks; the points of the poll at hand are counted above them.
    private static final int CHANGED = 1;
    private static final int WRITTEN = 2;
    private static final int QUEUED = 4;

    final int row;
    private final StreamRows rows;
    private final long[] page;
    private final int at;

    StreamState(StreamRows rows, int row) {
        this.rows = rows;
        this.row = row;
        page = rows.page(row);
        at = rows.at(row);
    }

    /** A stream that is new, in no table. */
    static StreamState of(StreamRows rows, StreamKey key) {
        StreamState stream = new StreamState(rows, rows.acquire());
        rows.name(stream.row, key);
        stream.heard(Forgetting.NO_TIME);
        return stream;
    }

    StreamKey key() {
        return rows.key(row);
    }

    int partition() {
        return rows.partition;
    }

    /** Points so far. */
    long n() {
        return page[at + StreamRows.N];
    }

    /** Of the last record. */
    long offset() {
        return page[at + StreamRows.OFFSET];
    }

    /** Of the last record. */
    long timestamp() {
        return page[at + StreamRows.TIMESTAMP];
    }

    /** So many points were taken, the last of them from the record of that offset. */
    void taken(long n, long offset, long timestamp) {
        page[at + StreamRows.N] = n;
        page[at + StreamRows.OFFSET] = offset;
        page[at + StreamRows.TIMESTAMP] = timestamp;
    }

    /** The partition's time when the last point came. */
    long heard() {
        return page[at + StreamRows.HEARD];
    }

    void heard(long time) {
        page[at + StreamRows.HEARD] = time;
    }

    /** The array that holds its memory, from {@link #memoryAt} on: the encoding's, then the comparison's. */
    double[] memories() {
        return rows.memories(row);
    }

    int memoryAt() {
        return rows.memoryAt(row);
    }

    /** A copy. */
    double[] memory() {
        return Arrays.copyOfRange(memories(), memoryAt(), memoryAt() + rows.memorySize);
    }

    void remember(double[] memory, int from) {
        System.arraycopy(memory, from, memories(), memoryAt(), rows.memorySize);
    }

    /** The array that holds what the network put out at the newest point, from {@link #outputAt} on; not before the first. */
    float[] outputs() {
        float[] other = rows.otherOutputs.get(row);
        return other == null ? rows.outputs(row) : other;
    }

    int outputAt() {
        return rows.otherOutputs.get(row) == null ? rows.outputAt(row) : 0;
    }

    /** A copy. */
    float[] output() {
        float[] other = rows.otherOutputs.get(row);
        int count = other == null ? rows.outputs : other.length;
        return Arrays.copyOfRange(outputs(), outputAt(), outputAt() + count);
    }

    void keep(float[] outputs, int from, int count) {
        if (count == rows.outputs) {
            rows.otherOutputs.set(row, null);
            System.arraycopy(outputs, from, rows.outputs(row), rows.outputAt(row), count);
        } else {
            rows.otherOutputs.set(row, Arrays.copyOfRange(outputs, from, from + count));
        }
    }

    /** The last points, oldest first; never changed, but replaced. */
    double[] window() {
        double[] window = rows.windows.get(row);
        return window == null ? NO_POINTS : window;
    }

    void window(double[] points) {
        rows.windows.set(row, points.length == 0 ? null : points);
    }

    /** Null where points are taken as they come, and before the first. */
    OrderBuffer order() {
        return rows.orders.get(row);
    }

    void order(OrderBuffer order) {
        rows.orders.set(row, order);
    }

    /** Of the network's state, in the slab that holds it. */
    int slot() {
        return StreamRows.read(page, at, StreamRows.SLOT);
    }

    /** Whose slab that is; another model's, or 0: the state is to be rebuilt before the next point. */
    int owner() {
        return StreamRows.read(page, at, StreamRows.OWNER);
    }

    void occupy(int slot, int owner) {
        StreamRows.write(page, at, StreamRows.SLOT, slot);
        StreamRows.write(page, at, StreamRows.OWNER, owner);
    }

    /** Since changes were last drained. */
    boolean isChanged() {
        return isMarked(CHANGED);
    }

    void changed(boolean now) {
        mark(CHANGED, now);
    }

    /** In some state or other: the changelog holds the stream. */
    boolean isWritten() {
        return isMarked(WRITTEN);
    }

    void written(boolean now) {
        mark(WRITTEN, now);
    }

    /** One more point of the poll at hand; returns how many there were before. */
    int queue() {
        int marks = marks();
        marks(marks + QUEUED);
        return marks / QUEUED;
    }

    /** One of them is done with; returns how many are left. */
    int unqueue() {
        int marks = marks() - QUEUED;
        marks(marks);
        return marks / QUEUED;
    }

    private boolean isMarked(int mark) {
        return (marks() & mark) != 0;
    }

    private void mark(int mark, boolean now) {
        marks(now ? marks() | mark : marks() & ~mark);
    }

    private int marks() {
        return StreamRows.read(page, at, StreamRows.MARKS);
    }

    private void marks(int marks) {
        StreamRows.write(page, at, StreamRows.MARKS, marks);
    }

    /** As before its first point. */
    void clear() {
        taken(0, 0, 0);
        window(NO_POINTS);
        rows.otherOutputs.set(row, null);
        forget(rows.memorySize);
    }

    /** The first so many numbers of its memory. */
    void forget(int numbers) {
        Arrays.fill(memories(), memoryAt(), memoryAt() + numbers, 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamState stream && rows == stream.rows && row == stream.row;
    }

    @Override
    public int hashCode() {
        return row;
    }
}
