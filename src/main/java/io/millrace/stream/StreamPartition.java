package io.millrace.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One partition: its time, those of its streams that are in memory, and what changed in them since they were last written
 * down. While nothing has, the partition stands at its checkpoint, and only then may anything happen to it that no record
 * brings about: what was written, and the records since, must always lead to where it is.
 */
public final class StreamPartition {
    private static final int FEW = 1000;
    private static final Comparator<StreamState> BY_HEARD = Comparator.comparingLong(stream -> stream.heard);

    final int number;
    final StreamTable streams = new StreamTable();
    private List<StreamState> changed = new ArrayList<>(); // some of them removed since
    private final Set<StreamKey> gone = new LinkedHashSet<>(); // streams that are written but no more
    private int removed; // of the changed
    private long bytes; // of the changed, beyond what every stream takes
    private long time = Forgetting.NO_TIME;
    private long timeOfCheckpoint = Forgetting.NO_TIME;
    private boolean whole;
    private boolean beside; // those that are served
    private boolean foreign;

    StreamPartition(int number) {
        this.number = number;
    }

    void beside(boolean now) {
        beside = now;
    }

    /** Whether its streams go to the store before another's. */
    boolean goesBefore(StreamPartition other) {
        return beside == other.beside ? streams.oldest().heard < other.streams.oldest().heard : beside;
    }

    /** All streams that were written down are here. */
    public void loaded() {
        streams.arrange();
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
        return changed.size() > removed || !gone.isEmpty();
    }

    /** About as many as the changes take, written down. */
    long bytesOfChanges(int perStream) {
        return (long) (changed.size() - removed) * perStream + bytes;
    }

    /** The changelog may hold streams that are not here. */
    void foreign() {
        foreign = true;
    }

    /** A stream that was not there. */
    void add(StreamState stream) {
        streams.add(stream);
        stream.written = foreign;
        if (gone.remove(stream.key)) {
            stream.written = true;
            change(stream);
        }
    }

    void change(StreamState stream) {
        if (!stream.changed) {
            stream.changed = true;
            changed.add(stream);
            bytes += (long) stream.window.length * Double.BYTES + (stream.order == null ? 0 : stream.order.bytes());
        }
    }

    /** The stream is no more; that is a change if it has been written down. */
    void gone(StreamState stream) {
        stream.removed = true;
        if (stream.written) {
            gone.add(stream.key);
        }
        if (stream.changed && ++removed > FEW && removed > changed.size() / 2) {
            prune(); // sequences that come and go in between take no room
        }
    }

    private void prune() {
        changed.removeIf(stream -> stream.removed);
        removed = 0;
    }

    /** The streams that changed and are still there. */
    List<StreamState> changed() {
        prune();
        return List.copyOf(changed);
    }

    /** Hands over what changed, in the order in which the streams were last heard of: so they are restored, too. */
    void drain(Function<StreamState, StreamSnapshot> snapshots, StreamStates.Changes changes) {
        gone.forEach(key -> changes.forgotten(number, key));
        gone.clear();
        prune();
        changed.sort(BY_HEARD);
        for (StreamState stream : changed) {
            stream.changed = false;
            stream.written = true;
            changes.changed(number, stream.key, snapshots.apply(stream));
        }
        changed = new ArrayList<>(); // a cleared one would keep the room it had grown to
        bytes = 0;
        timeOfCheckpoint = time;
    }
}
