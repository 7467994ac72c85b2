package io.millrace.stream;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One partition: its time, those of its streams that are in memory, and what changed in them since they were last written
 * down. While nothing has, the partition stands at its checkpoint, and only then may anything happen to it that no record
 * brings about: what was written, and the records since, must always lead to where it is.
 */
public final class StreamPartition {
    final int number;
    private final StreamRows rows;
    private final StreamTable streams;
    private final QuietStreams quiet;
    private final StreamChain changed; // all others, in the order in which they first did
    private final Set<StreamKey> gone = new LinkedHashSet<>(); // streams that are written but no more
    private long bytes; // of the changed, beyond what every stream takes
    private long time = Forgetting.NO_TIME;
    private long timeOfCheckpoint = Forgetting.NO_TIME;
    private boolean whole;
    private boolean beside; // those that are served
    private boolean foreign;

    /** @param rows its own */
    StreamPartition(StreamRows rows) {
        this.rows = rows;
        number = rows.partition;
        streams = new StreamTable(rows);
        quiet = new QuietStreams(rows);
        changed = new StreamChain(rows);
    }

    void beside(boolean now) {
        beside = now;
    }

    /** Whether its streams go to the store before another's, where both have quiet ones. */
    boolean goesBefore(StreamPartition other) {
        return beside == other.beside
                ? quiet.oldest().heard() < other.quiet.oldest().heard()
                : beside;
    }

    /** Of those that have not changed, the one not heard of for the longest time; null: there is none. */
    StreamState quietest() {
        return quiet.oldest();
    }

    /** In memory; null: none. */
    StreamState get(StreamKey key) {
        return streams.get(key);
    }

    /** Of those in memory. */
    void forEach(Consumer<StreamState> action) {
        streams.forEach(action);
    }

    /** All streams that were written down are here. */
    public void loaded() {
        quiet.arrange();
        timeOfCheckpoint = time;
    }

    /** Nothing is to be restored any more. */
    public void whole() {
        whole = true;
    }

    boolean isWhole() {
        return whole;
    }

    /** Whether it is whole, and nothing has changed. */
    boolean isAtRest() {
        return whole && !hasChanges();
    }

    /** Milliseconds since 1970; {@link Long#MIN_VALUE}: none yet. */
    public long time() {
        return time;
    }

    /** As it was when changes were last drained. */
    public long timeOfCheckpoint() {
        return timeOfCheckpoint;
    }

    /** A record moves the time. It does not go back; returns what it is. */
    public long advance(long to) {
        time = Math.max(time, to);
        return time;
    }

    /** Time moves by itself, before the first change. */
    public void pass(long to) {
        timeOfCheckpoint = advance(to);
    }

    /** Whether something changed since changes were last drained. */
    public boolean hasChanges() {
        return changed.size() > 0 || !gone.isEmpty();
    }

    /** About as many as the changes take, written down. */
    long bytesOfChanges(int perStream) {
        return (long) changed.size() * perStream + bytes;
    }

    /** The changelog may hold streams that are not here. */
    void foreign() {
        foreign = true;
    }

    /** A stream that was not there. */
    StreamState add(StreamKey key) {
        StreamState stream = StreamState.of(rows, key);
        streams.add(stream);
        stream.written(foreign);
        quiet.append(stream);
        if (gone.remove(key)) {
            stream.written(true);
            change(stream);
        }
        return stream;
    }

    /** The stream is in memory no longer. */
    void remove(StreamState stream) {
        streams.remove(stream);
        if (stream.isChanged()) {
            changed.remove(stream.row);
        } else {
            quiet.remove(stream);
        }
        rows.release(stream.row);
    }

    /** A point of the stream came. */
    void heard(StreamState stream) {
        if (!stream.isChanged()) {
            quiet.touch(stream);
        }
    }

    /** A stream comes out of the store. */
    void setBack(StreamState stream) {
        if (!stream.isChanged()) {
            quiet.setBack(stream);
        }
    }

    void change(StreamState stream) {
        if (!stream.isChanged()) {
            quiet.remove(stream);
            stream.changed(true);
            changed.insertBehind(changed.newest(), stream.row);
            OrderBuffer order = stream.order();
            bytes += (long) stream.window().length * Double.BYTES + (order == null ? 0 : order.bytes());
        }
    }

    /** A stream that is to be removed will be no more; that is a change if it has been written down. */
    void gone(StreamState stream) {
        if (stream.isWritten()) {
            gone.add(stream.key());
        }
    }

    /** The streams that changed and are still there. */
    List<StreamState> changed() {
        List<StreamState> streams = new ArrayList<>(changed.size());
        for (int row = changed.oldest(); row != StreamRows.NONE; row = changed.newer(row)) {
            streams.add(new StreamState(rows, row));
        }
        return streams;
    }

    /** Hands over what changed, in the order in which the streams were last heard of: so they are restored, too. */
    void drain(Function<StreamState, StreamSnapshot> snapshots, StreamStates.Changes changes) {
        gone.forEach(key -> changes.forgotten(number, key));
        gone.clear();
        List<StreamState> written = changed();
        changed.clear();
        quiet.merge(written);
        for (StreamState stream : written) {
            stream.changed(false);
            stream.written(true);
            changes.changed(number, stream.key(), snapshots.apply(stream));
        }
        bytes = 0;
        timeOfCheckpoint = time;
    }
}
